// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testing/subject.hpp"

namespace penstock::testing {

// Each makes the check of its name, and tells the subject what it found.
void check_parameters_round_trip(Subject& subject);
void check_range_ends(Subject& subject);
void check_errors_are_classified(Subject& subject);
void check_stop_flag(Subject& subject);
void check_input_untouched(Subject& subject);
void check_within_bound(Subject& subject);
void check_no_leak(Subject& subject);
void check_determinism(Subject& subject);
void check_const_is_safe(Subject& subject);
void check_every_parameter_counts(Subject& subject);
void check_metadata_kept(Subject& subject);
void check_sizes(Subject& subject);
void check_pixel_types(Subject& subject);

} // namespace penstock::testing
