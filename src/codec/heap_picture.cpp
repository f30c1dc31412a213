// SPDX-License-Identifier: Apache-2.0
#include "codec/heap_picture.hpp"

#include "penstock/node_context.hpp"

#include "codec/byte_reader.hpp"
#include "codec/decode.hpp"

#include <string>
#include <utility>

namespace penstock::codec {
namespace {

// Of no item, and no call of a node.
class HeapContext final : public NodeContext {
public:
    [[nodiscard]] const ItemInfo& item() const override { return item_; }
    [[nodiscard]] const std::string& node_name() const override { return name_; }
    [[nodiscard]] Image allocate_image(const ImageSpec& spec) override {
        return Image::allocate(spec);
    }
    [[nodiscard]] Buffer allocate_bytes(std::size_t size) override {
        return Buffer::allocate(size);
    }
    [[nodiscard]] bool stop_requested() const override { return false; }
    void leave_by(std::size_t /*output*/) override {}
    void set_attribute(std::string_view /*name*/, Value /*value*/) override {}
    void acquire_file_slot() override {}
    void release_file_slot() override {}
    void output_delivered(std::string_view /*name*/) override {}
    void output_displaced(std::uint64_t /*sequence*/,
                          std::string_view /*item_name*/,
                          std::string_view /*message*/) override {}

private:
    ItemInfo item_;
    std::string name_;
};

} // namespace

Image decode_on_heap(Buffer file, const HeaderLimits& limits) {
    const Header header = read_header(MemoryReader{std::as_const(file).bytes()}, limits);
    const CodecModule module;
    HeapContext context;
    return decode(header, std::move(file), {}, module, context).image;
}

} // namespace penstock::codec
