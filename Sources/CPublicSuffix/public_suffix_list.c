#include "public_suffix_list.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char list[] = {
#embed "public_suffix_list.dat"
};

const unsigned char *preflight_public_suffix_list(void) { return list; }
size_t preflight_public_suffix_list_size(void) { return sizeof list; }
