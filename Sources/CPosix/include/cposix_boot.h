#pragma once

/// The kernel's id of this boot, 36 characters without an end. Returns 0, or -1 where the kernel does not say it.
int cposix_boot_id(char text[36]);
