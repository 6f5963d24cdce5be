#pragma once
#include <stddef.h>

/// The Public Suffix List as published on publicsuffix.org (Mozilla Public License 2.0), byte for byte: its first byte.
const unsigned char *_Nonnull preflight_public_suffix_list(void);
size_t preflight_public_suffix_list_size(void);
