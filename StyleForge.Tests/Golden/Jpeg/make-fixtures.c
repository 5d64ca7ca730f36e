// Makes the files of this folder: small JPEG files of every kind that is read, each with the samples that libjpeg-turbo
// (jpeg_read_scanlines, JDCT_ISLOW, chroma repeated) gives for it. MANIFEST.md says how to run it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>

typedef struct {
  const char *name;
  int width, height;
  J_COLOR_SPACE coded;   // JCS_GRAYSCALE, JCS_YCbCr, JCS_RGB, JCS_CMYK or JCS_YCCK
  int horizontal, vertical; // sampling factors of the first component; the others have 1 (black: as the first)
  int progressive;
  int restart;           // minimum coded units between restart markers
  int orientation;       // EXIF orientation, 0 for no EXIF segment
  int apart;             // sequential with one scan a component
  int plain;             // neither JFIF nor Adobe segment
} Fixture;

#define ALL(prefix, progressive) \
  {prefix "-grey-33x17", 33, 17, JCS_GRAYSCALE, 1, 1, progressive}, \
  {prefix "-444-33x17", 33, 17, JCS_YCbCr, 1, 1, progressive}, \
  {prefix "-422-33x17", 33, 17, JCS_YCbCr, 2, 1, progressive}, \
  {prefix "-420-33x17", 33, 17, JCS_YCbCr, 2, 2, progressive}, \
  {prefix "-440-33x17", 33, 17, JCS_YCbCr, 1, 2, progressive}, \
  {prefix "-411-33x17", 33, 17, JCS_YCbCr, 4, 1, progressive}, \
  {prefix "-410-37x18", 37, 18, JCS_YCbCr, 4, 2, progressive}, \
  {prefix "-420-1x1", 1, 1, JCS_YCbCr, 2, 2, progressive}, \
  {prefix "-420-2x2", 2, 2, JCS_YCbCr, 2, 2, progressive}, \
  {prefix "-422-3x5", 3, 5, JCS_YCbCr, 2, 1, progressive}, \
  {prefix "-420-5x40", 5, 40, JCS_YCbCr, 2, 2, progressive}, \
  {prefix "-444-8x8", 8, 8, JCS_YCbCr, 1, 1, progressive}, \
  {prefix "-420-16x16", 16, 16, JCS_YCbCr, 2, 2, progressive}, \
  {prefix "-grey-1x1", 1, 1, JCS_GRAYSCALE, 1, 1, progressive}, \
  {prefix "-restart1-420-33x17", 33, 17, JCS_YCbCr, 2, 2, progressive, 1}, \
  {prefix "-restart3-444-40x40", 40, 40, JCS_YCbCr, 1, 1, progressive, 3}, \
  {prefix "-restart2-grey-33x17", 33, 17, JCS_GRAYSCALE, 1, 1, progressive, 2}, \
  {prefix "-rgb-19x13", 19, 13, JCS_RGB, 1, 1, progressive}, \
  {prefix "-cmyk-19x13", 19, 13, JCS_CMYK, 1, 1, progressive}, \
  {prefix "-ycck-420-19x13", 19, 13, JCS_YCCK, 2, 2, progressive}

static const Fixture fixtures[] = {
  ALL("baseline", 0),
  ALL("progressive", 1),
  {"baseline-apart-420-33x17", 33, 17, JCS_YCbCr, 2, 2, 0, 0, 0, 1},
  {"baseline-plain-rgb-19x13", 19, 13, JCS_RGB, 1, 1, 0, 0, 0, 0, 1},
  {"baseline-plain-420-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 0, 0, 1},
  {"orientation1-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 1},
  {"orientation2-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 2},
  {"orientation3-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 3},
  {"orientation4-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 4},
  {"orientation5-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 5},
  {"orientation6-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 6},
  {"orientation7-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 7},
  {"orientation8-19x13", 19, 13, JCS_YCbCr, 2, 2, 0, 0, 8},
};

// Waves, edges and noise in all channels; the seed is the extents.
static unsigned char *draw(int width, int height, int channels) {
  unsigned char *samples = malloc((size_t)width * height * channels);
  unsigned int state = width * 1000u + height;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      for (int c = 0; c < channels; c++) {
        state = state * 1664525u + 1013904223u;
        int noise = (int)(state >> 27) - 16;
        int ramp = ((x * (7 + 3 * c) + y * (11 - 4 * c)) & 255) * 3 / 4;
        int edge = ((x / 5 + y / 4 + c) & 1) * 70;
        int value = ramp + edge + noise;
        samples[((size_t)y * width + x) * channels + c] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }

  return samples;
}

static unsigned char *encode(const Fixture *f, unsigned long *size) {
  struct jpeg_compress_struct c;
  struct jpeg_error_mgr errors;
  unsigned char *file = NULL;
  c.err = jpeg_std_error(&errors);
  jpeg_create_compress(&c);
  jpeg_mem_dest(&c, &file, size);
  c.image_width = f->width;
  c.image_height = f->height;
  c.input_components = f->coded == JCS_GRAYSCALE ? 1 : f->coded >= JCS_CMYK ? 4 : 3;
  c.in_color_space = f->coded == JCS_YCbCr ? JCS_RGB : f->coded == JCS_YCCK ? JCS_CMYK : f->coded;
  jpeg_set_defaults(&c);
  jpeg_set_colorspace(&c, f->coded);
  jpeg_set_quality(&c, 80, TRUE);
  c.comp_info[0].h_samp_factor = f->horizontal;
  c.comp_info[0].v_samp_factor = f->vertical;
  if (c.num_components == 4) {
    c.comp_info[3].h_samp_factor = f->horizontal;
    c.comp_info[3].v_samp_factor = f->vertical;
  }

  jpeg_scan_info apart[3];
  if (f->progressive) {
    jpeg_simple_progression(&c);
  } else if (f->apart) {
    for (int i = 0; i < 3; i++) {
      apart[i] = (jpeg_scan_info){.comps_in_scan = 1, .component_index = {i}, .Se = 63};
    }

    c.scan_info = apart;
    c.num_scans = 3;
  }

  c.restart_interval = f->restart;
  if (f->plain) {
    c.write_JFIF_header = FALSE;
    c.write_Adobe_marker = FALSE;
  }

  jpeg_start_compress(&c, TRUE);
  if (f->orientation) {
    // Odd orientations in Motorola's byte order, even ones in Intel's.
    unsigned char big[] = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
                           1, 0x12, 0, 3, 0, 0, 0, 1, 0, f->orientation, 0, 0, 0, 0, 0, 0};
    unsigned char little[] = {'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0,
                              0x12, 1, 3, 0, 1, 0, 0, 0, f->orientation, 0, 0, 0, 0, 0, 0, 0};
    jpeg_write_marker(&c, JPEG_APP0 + 1, f->orientation & 1 ? big : little, sizeof big);
  }

  unsigned char *samples = draw(f->width, f->height, c.input_components);
  while (c.next_scanline < c.image_height) {
    JSAMPROW row = samples + (size_t)c.next_scanline * f->width * c.input_components;
    jpeg_write_scanlines(&c, &row, 1);
  }

  jpeg_finish_compress(&c);
  jpeg_destroy_compress(&c);
  free(samples);
  return file;
}

static unsigned char *decode(const Fixture *f, unsigned char *file, unsigned long size, int *channels) {
  struct jpeg_decompress_struct d;
  struct jpeg_error_mgr errors;
  d.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&d);
  jpeg_mem_src(&d, file, size);
  jpeg_read_header(&d, TRUE);
  d.dct_method = JDCT_ISLOW;
  d.do_fancy_upsampling = FALSE; // halved chroma is repeated, as ImageSharp does
  jpeg_start_decompress(&d);
  int stored = d.output_components;
  unsigned char *samples = malloc((size_t)f->width * f->height * stored);
  while (d.output_scanline < d.output_height) {
    JSAMPROW row = samples + (size_t)d.output_scanline * f->width * stored;
    jpeg_read_scanlines(&d, &row, 1);
  }

  jpeg_finish_decompress(&d);
  jpeg_destroy_decompress(&d);
  *channels = stored;
  if (stored == 4) {
    // 255 is no ink: the plain conversion is a product.
    *channels = 3;
    for (int i = 0; i < f->width * f->height; i++) {
      for (int c = 0; c < 3; c++) {
        samples[3 * i + c] = (samples[4 * i + c] * samples[4 * i + 3] + 127) / 255;
      }
    }
  }

  return samples;
}

static void save(const char *folder, const char *name, const char *ending, const unsigned char *bytes, size_t size) {
  char path[1000];
  snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
  FILE *out = fopen(path, "wb");
  if (!out || fwrite(bytes, 1, size, out) != size || fclose(out)) {
    perror(path);
    exit(1);
  }
}

// EXIF says on which side of the seen picture the stored row 0 and column 0 lie; this follows that definition.
static unsigned char *turn(const unsigned char *stored, int w, int h, int channels, int orientation) {
  unsigned char *seen = malloc((size_t)w * h * channels);
  for (int row = 0; row < h; row++) {
    for (int column = 0; column < w; column++) {
      int x, y, width = orientation < 5 ? w : h;
      switch (orientation) {
        case 2: y = row; x = w - 1 - column; break;          // row 0 top, column 0 right
        case 3: y = h - 1 - row; x = w - 1 - column; break;  // bottom, right
        case 4: y = h - 1 - row; x = column; break;          // bottom, left
        case 5: x = row; y = column; break;                  // left, top
        case 6: x = h - 1 - row; y = column; break;          // right, top
        case 7: x = h - 1 - row; y = w - 1 - column; break;  // right, bottom
        case 8: x = row; y = w - 1 - column; break;          // left, bottom
        default: y = row; x = column; break;                 // top, left
      }

      memcpy(seen + ((size_t)y * width + x) * channels, stored + ((size_t)row * w + column) * channels, channels);
    }
  }

  return seen;
}

int main(int count, char **arguments) {
  const char *folder = count > 1 ? arguments[1] : ".";
  for (size_t i = 0; i < sizeof fixtures / sizeof *fixtures; i++) {
    const Fixture *f = fixtures + i;
    unsigned long size = 0;
    int channels;
    unsigned char *file = encode(f, &size);
    unsigned char *stored = decode(f, file, size, &channels);
    unsigned char *seen = turn(stored, f->width, f->height, channels, f->orientation);
    save(folder, f->name, "jpg", file, size);
    save(folder, f->name, "bin", seen, (size_t)f->width * f->height * channels);
  }
}
