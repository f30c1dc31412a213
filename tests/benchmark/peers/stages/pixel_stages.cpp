// SPDX-License-Identifier: Apache-2.0
#include "pixels/patterns.hpp"
#include "pixels/resize.hpp"
#include "stages.hpp"

#include <memory>
#include <memory_resource>
#include <vector>

namespace penstock::peers {
namespace {

/// The size of a picture that was decoded at a part of its own.
ImageSpec reduced(ImageSpec spec, std::uint32_t part) {
    spec.width = (spec.width + part - 1) / part;
    spec.height = (spec.height + part - 1) / part;
    return spec;
}

Work resize_from(const Task& task, std::uint32_t part) {
    auto from = std::make_shared<std::vector<Image>>();
    for (const Picture& picture : task.pictures) {
        from->push_back(Image::allocate(reduced(picture.pixels.spec(), part)));
        pixels::resize(picture.pixels, from->back(), {});
    }
    ImageSpec spec = from->front().spec();
    spec.width = task.width;
    spec.height = task.height;
    auto to = std::make_shared<Image>(Image::allocate(spec));
    const auto bytes = pixels::resize_scratch_bytes(from->front().spec(), spec, {});
    auto scratch = std::make_shared<Buffer>(Buffer::allocate(bytes));
    return [from, to, scratch](std::size_t number) {
        pixels::resize((*from)[number % from->size()], *to, {}, scratch->bytes());
        return to->pixels().size();
    };
}

} // namespace

Stage drawing(const Task& task) {
    return {"draw",
            {{"penstock", [&task]() -> Work {
                  const ImageSpec spec = task.pictures.front().pixels.spec();
                  auto image = std::make_shared<Image>(Image::allocate(spec));
                  auto memory = std::make_shared<std::vector<std::byte>>(
                      pixels::draw_working_bytes(pixels::Pattern::photo, spec));
                  return [image, memory, &task](std::size_t number) {
                      std::pmr::monotonic_buffer_resource parts{memory->data(), memory->size()};
                      pixels::draw(pixels::Pattern::photo,
                                   {.seed = task.seed, .index = number},
                                   *image,
                                   parts);
                      return image->pixels().size();
                  };
              }}}};
}

Stage resizing(const Task& task) {
    return {"resize", {{"penstock, lanczos, from what was decoded", [&task] {
                            return resize_from(task, task.reduce);
                        }}}};
}

} // namespace penstock::peers
