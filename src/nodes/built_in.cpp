// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"

namespace penstock {

NodeRegistry built_in_nodes() {
    NodeRegistry registry;
    add_annotate(registry);
    add_auto_orient(registry);
    add_batch(registry);
    add_blur(registry);
    add_brightness_contrast(registry);
    add_color_convert(registry);
    add_compare(registry);
    add_composite(registry);
    add_contact_sheet(registry);
    add_convert(registry);
    add_crop(registry);
    add_decode(registry);
    add_dedupe(registry);
    add_encode(registry);
    add_files(registry);
    add_filter(registry);
    add_flatten(registry);
    add_flip(registry);
    add_gamma(registry);
    add_generate(registry);
    add_hash(registry);
    add_jitter(registry);
    add_levels(registry);
    add_limiter(registry);
    add_merge(registry);
    add_normalize(registry);
    add_null(registry);
    add_ocio_convert(registry);
    add_pad(registry);
    add_push(registry);
    add_random_crop(registry);
    add_random_flip(registry);
    add_receive(registry);
    add_record(registry);
    add_rename(registry);
    add_render(registry);
    add_resize(registry);
    add_rotate(registry);
    add_sample(registry);
    add_saturation(registry);
    add_set_metadata(registry);
    add_stats(registry);
    add_strip_metadata(registry);
    add_switch(registry);
    add_tensor(registry);
    add_text(registry);
    add_tile(registry);
    add_to_profile(registry);
    add_to_srgb(registry);
    add_trim(registry);
    add_unbatch(registry);
    add_unsharp(registry);
    add_untile(registry);
    add_watermark(registry);
    add_write(registry);
    add_zip(registry);
    return registry;
}

} // namespace penstock
