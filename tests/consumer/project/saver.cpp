// SPDX-License-Identifier: Apache-2.0
// A program that makes pictures in memory and saves them one after another.
#include <cstring>
#include <iostream>
#include <penstock/images_saver.hpp>
#include <string>

namespace {

penstock::Image picture(int shade) {
    penstock::ImageSpec spec;
    spec.width = 64;
    spec.height = 48;
    spec.channels = 3;
    penstock::Image image = penstock::Image::allocate(spec);
    std::memset(image.pixels().data(), shade, image.pixels().size());
    return image;
}

// BEGIN program
void save_frames(const std::string& folder, int count) {
    penstock::ImagesSaver saver{folder, {.queue_size = 8, .quality = 90}};
    for (int i = 0; i < count; ++i) // waits while eight pictures are held
        saver.save("frame" + std::to_string(i) + ".jpg", picture(i));

    const std::string table = "frame,shade\n0,0\n";
    saver.save("frames.csv", penstock::FileBytes{std::as_bytes(std::span{table})});

    auto last = saver.save("last.png", picture(255), "previews");
    std::cout << last.get().filename().string() << '\n'; // it is on the disk

    saver.close(); // throws penstock::SaveErrors where anything was not saved
}
// END program

} // namespace

int main() {
    try {
        save_frames(".", 20);
    } catch (const penstock::SaveErrors& errors) {
        for (const penstock::SaveFailure& failure : errors.failures())
            std::cerr << failure.to_string() << '\n';
        return 1;
    }
}
