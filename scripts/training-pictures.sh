#!/usr/bin/env bash
# Gathers the pictures that the feature network is trained on: photographs, wallpapers and textures under free licences,
# from Debian packages of pinned version and checksum. Run it again after an interruption: what is there stays.
set -euo pipefail
export LC_ALL=C

usage() {
  cat <<'TEXT'
Usage: scripts/training-pictures.sh FOLDER [--debs FOLDER] [--least PIXELS]

Leaves the pictures in FOLDER/PACKAGE, with the package's copyright file beside them.

  --debs FOLDER    Where the .deb files are, or where to download them to; default FOLDER/.debs.
  --least PIXELS   Leave pictures whose shorter side has at least so many pixels; default 256; twice that for
                   textures of games, half for cut-out photographs.

Needs apt-get (with the sources of Debian 12) for what is not downloaded yet, dpkg-deb, file and sha256sum.
TEXT
}

fail() {
  echo "$1" >&2
  exit "${2:-1}"
}

# Package, version, SHA-256 of its .deb. (gnome-backgrounds has only WebP and SVG, which nothing here reads.)
packages='
lomiri-wallpapers-16.04     20.04.0-2          a99ff6a3bfe451e4cc0682ecb3cc82e71740626d59e4845ae34a0a0e45421eab
lomiri-wallpapers-20.04     20.04.0-2          d44e89b8473aafe64a5b678f014862dc31335aaaf18665c544d985d854f1a709
mate-backgrounds            1.26.0-1           7bf4c2209f34b4f61ba6d24c8b58c28b361e82e4b943aae6d42c030169af9e04
opencv-doc                  4.6.0+dfsg-12      4b12681df35878207ac7097dc66184b2ae552e4bf4ddd2af04a0f03ed0b8682a
plasma-workspace-wallpapers 4:5.27.5-2         32cd18b71c8c938a18b3b351f217c02ac590e323caa3cf322fbb875ce8892f8b
supertuxkart-data           1.4+dfsg-2         568d69cda50dc8ad1facb89514bd14953dfca736fdb83c49ae330b0aa7dd2364
sway-backgrounds            1.7-6              bbd637e4a27eb305beb88f2a5ba34ab53f86b2027066ffe3ed814d6b221220b5
tuxpaint-stamps-default     2022.06.04-1       6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34
ukui-wallpapers             20.04.3-1.1        6d49be70152e6d603163458e177e501deb0be8f2916389ccbfcf59b0d7fc0262
'

# Which files of a package are worth seeing, as paths from its root on standard input.
choose() {
  case $1 in
    opencv-doc)
      # The sample photographs, and those of the tutorials that are photographs and not screens or diagrams.
      grep -E '/examples/(data|text|dnn_superres|hfs/data|alphamat/input_images|reg)/|/(budapest|black_car|detect_test[12]|fusion_mertens|memorial|retina_TreeHdr_small|studentsSample_input|corridor_fld|handSrc|affinepano|tshirt|space_shuttle|period_input|original)\.(jpg|png)$' |
        grep -vE '/(aloeGT|board|box|cards|chessboard|detect_blob|digits|ellipses|gradient|imageText[NR]|LinuxLogo|WindowsLogo|opencv-logo.*|mask.*|ml|notes|pca_test1|pic[0-9]|sudoku|templ|tmpl|text_.*|left[0-9]*|right[0-9]*|.*_mask|.*segmented_word.*|ela_modified|licenseplate_motion)\.(jpg|png)$'
      ;;
    plasma-workspace-wallpapers)
      grep -E '/contents/images(_dark)?/'
      ;;
    supertuxkart-data)
      # Textures of the tracks and their screenshots; not what only steers the lighting, nor figures cut to pieces.
      grep -E '/data/(textures|tracks|library)/' |
        grep -viE 'normal|_nm\.|_n\.|gloss|spec|mask|_alpha|icon|shadow|particle|smoke|gfx|glow|displace|caustic|ssao|bump|/deprecated/|minimap|noise|_ao|skid|lens|flag|spon|_diff?\.|body|cloth|girl|livery|atlas|directionpattern|terminal|screen(departure|led)|flightlist'
      ;;
    sway-backgrounds)
      grep -E '_2048x1536\.png$'
      ;;
    tuxpaint-stamps-default)
      # Photographs of things; not letters, signs and cartoons.
      grep -E '/stamps/(animals|food|hobbies|household|naturalforces|plants|space|town/monuments|vehicles|sports)/' | grep -v '/cartoon/'
      ;;
    *)
      cat
      ;;
  esac
}

# Where a wallpaper comes in a dozen sizes, the largest of each folder is enough.
one_of_a_folder() {
  [ "$1" = plasma-workspace-wallpapers ]
}

# Prints «width height colour|grey» of a picture, or nothing.
extents() {
  # Some programs leave more notes in a picture than file reads unasked.
  file -b -P name=1000 -- "$1" | sed -nE \
    -e 's/^PNG image data, ([0-9]+) x ([0-9]+), [^,]*(gray)[^,]*,.*/\1 \2 grey/p;t' \
    -e 's/^PNG image data, ([0-9]+) x ([0-9]+), .*/\1 \2 colour/p;t' \
    -e 's/^JPEG image data.*, ([0-9]+)x([0-9]+), components 1$/\1 \2 grey/p;t' \
    -e 's/^JPEG image data.*, ([0-9]+)x([0-9]+), components [0-9]$/\1 \2 colour/p'
}

download() {
  local package=$1 version=$2
  echo "$package: downloading version $version"
  mkdir -p "$scratch/deb"
  if ! (cd "$scratch/deb" && apt-get download -q "$package=$version" >&2); then
    local offered
    offered=$(apt-cache madison "$package" 2>/dev/null | awk -F '|' '{ gsub(/ /, "", $2); print $2 }' | sort -u | paste -sd ' ' -) || offered=
    fail "Version $version of $package could not be downloaded: the package sources offer ${offered:-no version of it}. Put its .deb into $debs, add the sources of Debian 12 and run apt-get update, or change the version in $0."
  fi
  # Only whole files come to the others.
  mv "$scratch/deb/"*.deb "$debs"
}

# Prints the .deb of a package, checked; downloads it where it is not there.
deb_of() {
  local package=$1 version=$2 checksum=$3 deb found
  deb=$debs/${package}_${version//:/%3a}_all.deb
  if [ ! -e "$deb" ]; then
    found=$(find "$debs" -maxdepth 1 -name "${package}_*.deb" -printf '%f ')
    [ -z "$found" ] || echo "$package: there is $found, but not version $version" >&2
    download "$package" "$version" >&2
  fi
  [ -e "$deb" ] || fail "apt-get downloaded $package, but left no $deb: rename what it left, and run this again."
  [ "$(sha256sum <"$deb")" = "$checksum  -" ] ||
    fail "$deb is not version $version of $package as it was when this list was made (its SHA-256 differs): delete it and run this again."
  echo "$deb"
}

# Copies the chosen pictures of an unpacked package.
gather() {
  local package=$1 from=$2 to=$3 path size width height colour least=$least_side
  local -A largest=() area_of=()
  [ "$package" != supertuxkart-data ] || least=$((2 * least_side))
  [ "$package" != tuxpaint-stamps-default ] || least=$((least_side / 2))
  while IFS= read -r path; do
    if ! size=$(extents "$from/$path") || [ -z "$size" ]; then
      echo "$package: $path is left out: file does not tell its size" >&2
      continue
    fi
    read -r width height colour <<<"$size"
    [ "$width" -ge "$least" ] && [ "$height" -ge "$least" ] && [ "$colour" = colour ] || continue
    if one_of_a_folder "$package"; then
      local folder=${path%/*}
      [ $((width * height)) -gt "${area_of[$folder]:-0}" ] || continue
      area_of[$folder]=$((width * height))
      largest[$folder]=$path
    else
      largest[$path]=$path
    fi
  done < <(cd "$from" && find . -type f \( -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' \) | sed 's|^\./||' | sort | choose "$package")

  [ "${#largest[@]}" -gt 0 ] || fail "$package has none of the pictures that this list chooses from it: is its .deb whole?"
  for path in "${largest[@]}"; do
    mkdir -p "$to/$(dirname "${path#usr/share/}")"
    cp -p -- "$from/$path" "$to/${path#usr/share/}"
  done
  cp -p -- "$from/usr/share/doc/$package/copyright" "$to/copyright"
}

count() {
  find "$1" -type f \( -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' \) | wc -l
}

folder='' debs='' least_side=256
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --debs) [ $# -ge 2 ] || fail "--debs needs a folder." 2; debs=$2; shift 2 ;;
    --least) [ $# -ge 2 ] || fail "--least needs a number of pixels." 2; least_side=$2; shift 2 ;;
    -*) usage >&2; fail "There is no option $1." 2 ;;
    *) [ -z "$folder" ] || fail "There is one folder to fill, but both $folder and $1 were given." 2; folder=$1; shift ;;
  esac
done
[ -n "$folder" ] || { usage >&2; exit 2; }
[[ $least_side =~ ^[1-9][0-9]{0,4}$ ]] || fail "--least is $least_side, but must be a whole number from 1 to 99999." 2
for tool in dpkg-deb file sha256sum; do
  command -v "$tool" >/dev/null || fail "$tool is not on the PATH: install it first." 2
done

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
debs=${debs:-$folder/.debs}
mkdir -p "$debs"
debs=$(cd "$debs" && pwd)
scratch=$(mktemp -d "$folder/.unpacking.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

while read -r package version checksum; do
  [ -n "$package" ] || continue
  stamp="$version, $least_side pixels"
  if [ ! -e "$folder/$package/.complete" ] || [ "$(cat "$folder/$package/.complete")" != "$stamp" ]; then
    deb=$(deb_of "$package" "$version" "$checksum")
    mkdir "$scratch/from" "$scratch/to"
    dpkg-deb -x "$deb" "$scratch/from"
    gather "$package" "$scratch/from" "$scratch/to"
    echo "$stamp" >"$scratch/to/.complete"
    # The folder takes its place in one step, so that a half-filled one is never mistaken for a whole one.
    rm -rf "${folder:?}/$package"
    mv "$scratch/to" "$folder/$package"
    rm -rf "$scratch/from"
  fi
  echo "$package $version: $(count "$folder/$package") pictures"
done <<<"$packages"

echo "$(count "$folder") pictures in $folder"
