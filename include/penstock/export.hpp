// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks what libpenstock exports; everything else is hidden.
#if defined(__GNUC__)
#define PENSTOCK_API __attribute__((visibility("default")))
#else
#define PENSTOCK_API
#endif
