// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"

// Each built-in node type lives in a .cpp of its own and is registered by one of these.
namespace penstock {

void add_annotate(NodeRegistry& registry);
void add_auto_orient(NodeRegistry& registry);
void add_batch(NodeRegistry& registry);
void add_blur(NodeRegistry& registry);
void add_brightness_contrast(NodeRegistry& registry);
void add_color_convert(NodeRegistry& registry);
void add_compare(NodeRegistry& registry);
void add_composite(NodeRegistry& registry);
void add_contact_sheet(NodeRegistry& registry);
void add_convert(NodeRegistry& registry);
void add_crop(NodeRegistry& registry);
void add_decode(NodeRegistry& registry);
void add_dedupe(NodeRegistry& registry);
void add_encode(NodeRegistry& registry);
void add_files(NodeRegistry& registry);
void add_filter(NodeRegistry& registry);
void add_flatten(NodeRegistry& registry);
void add_flip(NodeRegistry& registry);
void add_gamma(NodeRegistry& registry);
void add_generate(NodeRegistry& registry);
void add_hash(NodeRegistry& registry);
void add_jitter(NodeRegistry& registry);
void add_levels(NodeRegistry& registry);
void add_limiter(NodeRegistry& registry);
void add_merge(NodeRegistry& registry);
void add_normalize(NodeRegistry& registry);
void add_null(NodeRegistry& registry);
void add_ocio_convert(NodeRegistry& registry);
void add_pad(NodeRegistry& registry);
void add_push(NodeRegistry& registry);
void add_random_crop(NodeRegistry& registry);
void add_random_flip(NodeRegistry& registry);
void add_receive(NodeRegistry& registry);
void add_record(NodeRegistry& registry);
void add_rename(NodeRegistry& registry);
void add_render(NodeRegistry& registry);
void add_resize(NodeRegistry& registry);
void add_rotate(NodeRegistry& registry);
void add_sample(NodeRegistry& registry);
void add_saturation(NodeRegistry& registry);
void add_set_metadata(NodeRegistry& registry);
void add_stats(NodeRegistry& registry);
void add_strip_metadata(NodeRegistry& registry);
void add_switch(NodeRegistry& registry);
void add_tensor(NodeRegistry& registry);
void add_text(NodeRegistry& registry);
void add_tile(NodeRegistry& registry);
void add_to_profile(NodeRegistry& registry);
void add_to_srgb(NodeRegistry& registry);
void add_trim(NodeRegistry& registry);
void add_unbatch(NodeRegistry& registry);
void add_unsharp(NodeRegistry& registry);
void add_untile(NodeRegistry& registry);
void add_watermark(NodeRegistry& registry);
void add_write(NodeRegistry& registry);
void add_zip(NodeRegistry& registry);

} // namespace penstock
