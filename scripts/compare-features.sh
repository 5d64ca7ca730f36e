#!/usr/bin/env bash
# Compares feature networks, or settings, by the pictures that they make: renders pairs of contents and styles with each of them,
# and has the pictures judged by networks that made none. Run it again after an interruption: what is there stays.
set -euo pipefail
export LC_ALL=C

usage() {
  cat <<'TEXT'
Usage: scripts/compare-features.sh PICTURES JUDGE OUT 'NAME=FILE [SETTINGS]' 'NAME=FILE [SETTINGS]'... [options]

PICTURES is the folder of the contents and styles, JUDGE a weight file of VGG-19 up to conv3_4 at least that none of the
networks was made of, OUT the folder to fill. Each NAME=FILE is a network: FILE is a weight file in the layout of VGG-19, NETWORK:FILE
one of another network (vgg16:conv3.safetensors), built-in the features that come with the program. SETTINGS are options of
«render» for this one alone, as in 'smooth=built-in --total-variation-weight 50'. The first one is the yardstick.

The yardstick renders each pair with --style-weight. The others render it with that weight and then with weights 3 times larger or smaller,
until their similarity to the content (SSIM) has passed the yardstick's; the distance from the style is then read at equal
similarity, between the two pictures on either side of it, on a line through (SSIM, logarithm of the distance).

  --contents A,B      Names of the contents; default tubingen,golden_gate,hoovertowernight,chicago.
  --styles A,B        Names of the styles; default starry_night_google,the_scream,shipwreck.
  --size PIXELS       Long side of the pictures; default 512.
  --style-weight W    Weight of the style cost for the yardstick, and the first one for the others; default 300.
  --reach STEPS       How many times the others may multiply or divide that weight by 3; default 3.
  --squeezenet FILE   Weights of SqueezeNet 1.1, for a second judge with a table of its own.

Leaves in OUT:
  NAME/*.png          the pictures, CONTENT-STYLE-WEIGHT, each with its judgement (.judged.json)
  results.csv         every judgement
  results.md          the table: distances at equal similarity, and their ratios to the yardstick's
  sheet.json          a sheet of all pairs, for: dotnet run -c Release --project styles/generator -- sheet OUT/sheet.json -o FILE.jpg

The environment variable STYLEFORGE holds the command to run, such as «dotnet StyleForge/bin/Release/net10.0/styleforge.dll»;
without it, styleforge.
TEXT
}

fail() {
  echo "$1" >&2
  exit "${2:-1}"
}

contents=tubingen,golden_gate,hoovertowernight,chicago styles=starry_night_google,the_scream,shipwreck
size=512 first_weight=300 reach=3 squeezenet=
named=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --contents | --styles | --size | --style-weight | --reach | --squeezenet)
      [ $# -ge 2 ] || fail "$1 needs a value after it." 2
      case $1 in
        --contents) contents=$2 ;;
        --styles) styles=$2 ;;
        --size) size=$2 ;;
        --style-weight) first_weight=$2 ;;
        --reach) reach=$2 ;;
        --squeezenet) squeezenet=$2 ;;
      esac
      shift 2
      ;;
    -*) fail "There is no option $1: --help lists the options." 2 ;;
    *) named+=("$1"); shift ;;
  esac
done
[ "${#named[@]}" -ge 5 ] || { usage >&2; fail "Name the pictures, the judge, the folder to fill, and two networks at least." 2; }
[[ $size =~ ^[1-9][0-9]{1,4}$ ]] || fail "--size is $size, but must be a whole number of pixels from 10 to 99999." 2
[[ $first_weight =~ ^[1-9][0-9]{0,8}$ ]] || fail "--style-weight is $first_weight, but must be a whole number from 1 to 999999999." 2
[[ $reach =~ ^[0-9]$ ]] || fail "--reach is $reach, but must be a whole number from 0 to 9." 2
read -ra styleforge <<<"${STYLEFORGE:-styleforge}"
for tool in awk sed sha256sum "${styleforge[0]:-styleforge}"; do
  command -v "$tool" >/dev/null || fail "$tool is not on the PATH: install it first, or name the program in STYLEFORGE." 2
done

pictures=${named[0]} judge=${named[1]} out=${named[2]}
[ -d "$pictures" ] || fail "$pictures is not a folder: name the one with the contents and styles." 2
[ -z "$squeezenet" ] || [ -f "$squeezenet" ] || fail "$squeezenet does not exist: name the weight file of SqueezeNet." 2
[ -f "$judge" ] || fail "$judge does not exist: name the weight file that judges." 2
pictures=$(cd "$pictures" && pwd)
mkdir -p "$out"
networks=()
declare -A file_of=() layout_of=() own_settings=()
for network in "${named[@]:3}"; do
  name=${network%%=*} file=${network#*=}
  [[ $network == *=* && $name =~ ^[A-Za-z0-9._-]+$ ]] || fail "$network is not NAME=FILE with a name of letters, digits, dots and dashes." 2
  [ -z "${file_of[$name]:-}" ] || fail "There are two networks with the name $name." 2
  layout_of[$name]=vgg19 own_settings[$name]=
  if [[ $file == *" --"* ]]; then
    own_settings[$name]="--${file#* --}" file=${file%% --*}
  fi
  if [[ $file =~ ^(vgg[0-9]+|forge-vgg):(.+)$ ]]; then
    layout_of[$name]=${BASH_REMATCH[1]} file=${BASH_REMATCH[2]}
  fi
  [ "$file" = built-in ] || [ -f "$file" ] || fail "$file does not exist: name the weight file of $name, or built-in." 2
  networks+=("$name")
  file_of[$name]=$file
done
yardstick=${networks[0]}

# Everything that the pictures depend on is said here, so that all networks have the same and later defaults change nothing.
settings=(--preset default --device cpu --size "$size" --minimum-size 64 --pyramid-step 2 --margin 8 --first-iterations 200 --iterations 80
  --optimiser lbfgs --history 10 --learning-rate 1 --start content --noise 0 --seed 0 --content-layers relu3_3
  --style-layers relu1_1,relu2_1,relu3_1,relu3_3 --style-strength 0.5 --content-weight 1 --total-variation-weight 0 --normalisation relative
  --pooling average --padding reflect --colour style --bit-depth 8)

picture_of() {
  local ending
  for ending in jpg jpeg png; do
    [ ! -f "$pictures/$1.$ending" ] || { echo "$pictures/$1.$ending"; return; }
  done
  fail "There is no $1.jpg, $1.jpeg or $1.png in $pictures." 2
}

# The weight after so many steps of 3, to three digits at least.
weight_at() {
  awk -v first="$first_weight" -v step="$1" 'BEGIN { w = first * 3 ^ step; printf(w >= 100 ? "%.0f" : "%.3g", w) }'
}

# One number of a judgement: the first of that name, or the first after a line that has a word.
number() {
  sed -nE "${3:+/$3/,\$}s/^ *\"$2\": ([-+0-9.eE]+),?\$/\1/p" "$1" | sed -n 1p
}

# The common settings without those that a network has of its own, because no option may be given twice.
common_settings() {
  local i
  plain=()
  for ((i = 0; i < ${#settings[@]}; i += 2)); do
    [[ " $1 " == *" ${settings[i]} "* ]] || plain+=("${settings[i]}" "${settings[i + 1]}")
  done
}

below() {
  awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 < b + 0) }'
}

# A folder of pictures is of one network and one set of settings.
open_folder() {
  local name=$1 file=${file_of[$1]} made
  if [ "$file" = built-in ]; then
    made="the features of $("${styleforge[@]}" --version)"
  else
    made="weights $(sha256sum <"$file" | cut -d ' ' -f 1)"
  fi
  made="$made ${settings[*]}${own_settings[$1]:+ ${own_settings[$1]}}"
  mkdir -p "$out/$name"
  if [ -e "$out/$name/made-with" ]; then
    [ "$(cat "$out/$name/made-with")" = "$made" ] ||
      fail "$out/$name holds pictures of other weights or settings (made-with says which): delete it, or name another folder to fill."
  else
    echo "$made" >"$out/$name/made-with"
  fi
}

# Renders and judges a picture where that is not done yet, and prints its SSIM.
measure() {
  local name=$1 content=$2 style=$3 weight=$4 stem ssim network=(--network "${layout_of[$1]}" --weights-file "${file_of[$1]}") own=()
  read -ra own <<<"${own_settings[$name]}"
  common_settings "${own_settings[$name]}"
  stem=$out/$name/$content-$style-$weight
  [ "${file_of[$name]}" != built-in ] || network=(--network forge-vgg)
  if [ ! -e "$stem.png" ]; then
    echo "$name: $content in the style of $style, weight $weight" >&2
    "${styleforge[@]}" render "$(picture_of "$content")" --style "$(picture_of "$style")" -o "$stem.png" "${network[@]}" \
      "${plain[@]}" "${own[@]}" --style-weight "$weight" --json >"$stem.log" ||
      fail "$stem.png could not be rendered." $?
    rm "$stem.log"
  fi
  if [ ! -e "$stem.judged.json" ] || [ "$stem.png" -nt "$stem.judged.json" ]; then
    "${styleforge[@]}" judge "$stem.png" --content "$(picture_of "$content")" --style "$(picture_of "$style")" \
      --network vgg19 --weights-file "$judge" ${squeezenet:+--squeezenet "$squeezenet"} --json >"$stem.judged.part" ||
      fail "$stem.png could not be judged." $?
    mv "$stem.judged.part" "$stem.judged.json"
  fi
  ssim=$(number "$stem.judged.json" ssim)
  [ -n "$ssim" ] || fail "$stem.judged.json tells no ssim: delete it, and run this again."
  echo "$ssim"
}

# Goes from the first weight towards the yardstick's similarity, until it is passed or the reach is used up.
approach() {
  local name=$1 content=$2 style=$3 target=$4 step=0 way=-1 ssim
  ssim=$(measure "$name" "$content" "$style" "$(weight_at 0)")
  # More style leaves less similarity.
  if below "$target" "$ssim"; then
    way=1
  fi
  while [ $((step * way)) -lt "$reach" ]; do
    step=$((step + way))
    ssim=$(measure "$name" "$content" "$style" "$(weight_at "$step")")
    if { [ "$way" = 1 ] && ! below "$target" "$ssim"; } || { [ "$way" = -1 ] && ! below "$ssim" "$target"; }; then
      return
    fi
  done
}

# Every judgement of the chosen pairs, weight by weight.
write_csv() {
  local name content style file weight
  echo network,content,style,style_weight,relu1_1,relu2_1,relu3_1,relu3_4,style_distance,ssim,picture,squeezenet_distance
  for content in "${content_list[@]}"; do
    for style in "${style_list[@]}"; do
      for name in "${networks[@]}"; do
        for file in "$out/$name/$content-$style-"[0-9]*.judged.json; do
          weight=${file#"$out/$name/$content-$style-"}
          weight=${weight%.judged.json}
          echo "$name,$content,$style,$weight,$(number "$file" relu1_1),$(number "$file" relu2_1),$(number "$file" relu3_1),$(number "$file" relu3_4),$(number "$file" styleDistance),$(number "$file" ssim),$name/$content-$style-$weight.png,$(number "$file" styleDistance otherNetworks)"
        done | sort -t , -k 4,4g
      done
    done
  done
}

# Reads the judgements; prints for each pair and network the distance at the yardstick's similarity, * where that was out of
# reach, and the picture nearest to it, by the distances of a column: content style network ssim distance mark picture weight ssim distance.
at_equal_similarity() {
  awk -F , -v column="$1" -v yardstick="$yardstick" -v first="$first_weight" '
    function gap(a, b) { return a > b ? a - b : b - a }
    NR == 1 { next }
    {
      key = $2 " " $3 " " $1
      if (!(key in count)) { order[++keys] = key; pair[key] = $2 " " $3 }
      n = ++count[key]
      ssim[key, n] = $10; distance[key, n] = $column; weight[key, n] = $4; file[key, n] = $11
      if ($1 == yardstick && $4 + 0 == first + 0) { target[$2 " " $3] = $10; own[$2 " " $3] = n }
    }
    END {
      for (k = 1; k <= keys; k++) {
        key = order[k]; aim = target[pair[key]]; best = 1; found = 0; mark = "-"
        for (i = 2; i <= count[key]; i++)
          if (gap(ssim[key, i], aim) < gap(ssim[key, best], aim)) best = i
        split(key, part, " ")
        if (part[3] == yardstick) { best = own[pair[key]]; found = 1; value = distance[key, best] }
        for (i = 2; i <= count[key] && !found; i++) {
          a = ssim[key, i - 1]; b = ssim[key, i]
          if ((a - aim) * (b - aim) <= 0 && a != b) {
            t = (aim - a) / (b - a); found = 1
            value = exp((1 - t) * log(distance[key, i - 1]) + t * log(distance[key, i]))
          }
        }
        if (!found) { value = distance[key, best]; mark = "*" }
        print key, aim, value, mark, file[key, best], weight[key, best], ssim[key, best], distance[key, best]
      }
    }'
}

write_table() {
  awk -v judged="$1" -v names="${networks[*]}" -v size="$size" -v weight="$first_weight" '
    BEGIN { total = split(names, name, " ") }
    {
      pair = $1 " " $2
      if (!(pair in aim)) { order[++pairs] = pair; aim[pair] = $4 }
      distance[pair, $3] = $5; mark[pair, $3] = $6 == "*" ? "*" : ""
      if ($6 == "*") marked = 1
    }
    END {
      printf "| content | style | SSIM | %s |", name[1]
      for (n = 2; n <= total; n++) printf " %s | ratio |", name[n]
      printf "\n|---|---|---:|---:|"
      for (n = 2; n <= total; n++) printf "---:|---:|"
      printf "\n"
      for (p = 1; p <= pairs; p++) {
        split(order[p], part, " ")
        printf "| %s | %s | %.3f | %.3f |", part[1], part[2], aim[order[p]], distance[order[p], name[1]]
        similarity += aim[order[p]]; sum[1] += distance[order[p], name[1]]
        for (n = 2; n <= total; n++) {
          d = distance[order[p], name[n]]; ratio = d / distance[order[p], name[1]]
          printf " %.3f%s | %.2f |", d, mark[order[p], name[n]], ratio
          sum[n] += d; logs[n] += log(ratio)
        }
        printf "\n"
      }
      printf "| **mean** | | %.3f | %.3f |", similarity / pairs, sum[1] / pairs
      for (n = 2; n <= total; n++) printf " %.3f | **%.2f** |", sum[n] / pairs, exp(logs[n] / pairs)
      printf "\n\nDistance from the style (mean relative Gram distance at %s) at %d pixels,\n", judged, size
      printf "where the similarity to the content is that of %s at style weight %s. The mean of the ratios is geometric.\n", name[1], weight
      if (marked) printf "\\* The similarity was out of reach; this is the nearest picture.\n"
    }'
}

# Two pairs beside each other: content above style, and the picture of each network that is nearest in similarity.
write_sheet() {
  for content in "${content_list[@]}"; do
    for style in "${style_list[@]}"; do
      echo "$content $style $(picture_of "$content") $(picture_of "$style")"
    done
  done | awk -v names="${networks[*]:1} $yardstick" -v judged="$scratch/equal" '
    function cell(path, caption) { return "{ \"picture\": \"" path "\"" (caption == "" ? "" : ", \"caption\": \"" caption "\", \"down\": 2") " }" }
    BEGIN {
      total = split(names, name, " ")
      while ((getline line < judged) > 0) {
        split(line, field, " ")
        file[field[1], field[2], field[3]] = field[7]
        caption[field[1], field[2], field[3]] = sprintf("%.3f · SSIM %.3f", field[10], field[9])
      }
      columns = "{ \"width\": 125 }"
      for (n = 1; n <= total; n++) columns = columns ", { \"width\": 250, \"title\": \"" name[n] "\" }"
      print "{\n  \"quality\": 80,\n  \"columns\": [" columns ", { \"width\": 14 }, " columns "],\n  \"rows\": ["
    }
    {
      above = cell($3, ""); below = cell($4, "")
      for (n = 1; n <= total; n++) above = above ", " cell(file[$1, $2, name[n]], caption[$1, $2, name[n]])
      left = NR % 2
      if (left) { first = above; second = below } else { pair(first ", null, " above, second ", null, " below) }
    }
    function pair(upper, lower) { print "    { \"height\": 92, \"cells\": [" upper "] },\n    { \"height\": 92, \"cells\": [" lower "] }," }
    END { if (left) pair(first, second); print "  ]\n}" }'
}

scratch=$(mktemp -d "$out/.comparing.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
IFS=, read -ra content_list <<<"$contents"
IFS=, read -ra style_list <<<"$styles"
for name in "${content_list[@]}" "${style_list[@]}"; do
  [[ $name =~ ^[A-Za-z0-9._-]+$ ]] || fail "The picture '$name' cannot be compared: its name must have letters, digits, dots, dashes and underlines only." 2
  picture_of "$name" >/dev/null
done
for name in "${networks[@]}"; do
  open_folder "$name"
done
for content in "${content_list[@]}"; do
  for style in "${style_list[@]}"; do
    target=$(measure "$yardstick" "$content" "$style" "$(weight_at 0)")
    for name in "${networks[@]:1}"; do
      approach "$name" "$content" "$style" "$target"
    done
  done
done

write_csv >"$scratch/results.csv"
at_equal_similarity 9 <"$scratch/results.csv" >"$scratch/equal"
write_table "relu1_1, relu2_1, relu3_1 and relu3_4 of the judging network" <"$scratch/equal" >"$scratch/results.md"
if [ -n "$squeezenet" ]; then
  { echo; at_equal_similarity 12 <"$scratch/results.csv" | write_table "relu1, fire3 and fire5 to fire9 of SqueezeNet 1.1"; } >>"$scratch/results.md"
fi
write_sheet >"$scratch/sheet.json"
mv "$scratch/results.csv" "$scratch/results.md" "$scratch/sheet.json" "$out"
cat "$out/results.md"
