// SPDX-License-Identifier: Apache-2.0
#include "nodes/made.hpp"
#include "support/catch.hpp"

using namespace penstock;

TEST_CASE("merge passes everything on as it is", "[nodes][merge]") {
    const auto node = test::made<WorkNode>(add_merge, {});
    const Image image = test::plain(5, 4);
    test::TestContext context;
    CHECK(test::shares_pixels(node->process(image, context), image));
    CHECK(node->process(List{}, context).get<List>() != nullptr);
    const PayloadBound bound = PayloadBound::image(image.spec());
    CHECK(node->bound(bound).output.bytes == bound.bytes);
    CHECK(node->bound(bound).working_bytes == 0);
    CHECK(node->most_results() == 1);
}
