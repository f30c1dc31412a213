// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

namespace penstock::tools {

/// While this lives, as many threads may compute as a run wants, though there be fewer cores.
///
/// oneTBB caps the threads of a whole process at the number of cores. Raising that cap is for
/// programs, never for a library: hence it stands here.
class Parallelism {
public:
    explicit Parallelism(std::optional<std::uint32_t> threads);
    Parallelism(const Parallelism&) = delete;
    Parallelism& operator=(const Parallelism&) = delete;
    ~Parallelism();

private:
    struct Control;
    std::unique_ptr<Control> control_; // null where the cores suffice
};

} // namespace penstock::tools
