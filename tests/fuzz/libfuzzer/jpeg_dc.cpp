// SPDX-License-Identifier: Apache-2.0
#include "fuzz/targets.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    penstock::test::try_jpeg_dc({reinterpret_cast<const std::byte*>(data), size});
    return 0;
}
