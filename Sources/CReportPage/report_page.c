#include "report_page.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char style[] = {
#embed "page/page.css"
};
static const unsigned char script[] = {
#embed "page/page.js"
};

const unsigned char *preflight_page_style(size_t *size) {
    *size = sizeof style;
    return style;
}

const unsigned char *preflight_page_script(size_t *size) {
    *size = sizeof script;
    return script;
}
