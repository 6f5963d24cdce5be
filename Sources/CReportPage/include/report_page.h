#pragma once
#include <stddef.h>

/// Style and script of the HTML report, as they are in `page/`.
const unsigned char *_Nonnull preflight_page_style(size_t *_Nonnull size);
const unsigned char *_Nonnull preflight_page_script(size_t *_Nonnull size);
