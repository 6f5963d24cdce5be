#pragma once
#include <stddef.h>

/// The Public Suffix List as published on publicsuffix.org (Mozilla Public License 2.0), byte for byte.
extern const unsigned char preflight_public_suffix_list[];
extern const size_t preflight_public_suffix_list_size;
