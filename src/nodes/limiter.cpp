// SPDX-License-Identifier: Apache-2.0
#include "penstock/request.hpp"

#include "nodes/built_in.hpp"

namespace penstock {

void add_limiter(NodeRegistry& registry) {
    NodeDescriptor descriptor;
    descriptor.type = "limiter";
    descriptor.doc =
        "Bounds how many images, and how many bytes of them, exist behind it at any moment. "
        "An item is let in when everything that it can need fits, and makes room when it is done.";
    descriptor.kind = NodeKind::limiter;
    descriptor.inputs = {{"in", Request::payload_name, "requests of one or several sources"}};
    descriptor.outputs = {
        {"out", Request::payload_name, "requests that were let in, in their order"}};

    ParamDescriptor max_images;
    max_images.name = "max_images";
    max_images.type = ParamType::integer;
    max_images.doc = "Most pixel buffers that exist at once. Without it: what two items per "
                     "computing thread need.";
    max_images.unit = "images";
    max_images.minimum = 1;
    max_images.maximum = 1'000'000;

    ParamDescriptor max_bytes;
    max_bytes.name = "max_bytes";
    max_bytes.type = ParamType::byte_size;
    max_bytes.doc =
        "Most bytes of pixels, file contents, encoded data and codec memory that exist at once. "
        "Without it: this limiter's share of `limits.memory`.";
    max_bytes.minimum = 4096;

    ParamDescriptor oversize;
    oversize.name = "oversize";
    oversize.type = ParamType::choice;
    oversize.doc = "What happens to an item that needs more than `max_bytes` by itself: it fails, "
                   "or it runs while "
                   "nothing else does.";
    oversize.choices = {"fail", "alone"};
    oversize.default_value = "fail";

    descriptor.params = {max_images, max_bytes, oversize};
    descriptor.traits.is_concurrent = false;
    registry.add({std::move(descriptor), {}});
}

} // namespace penstock
