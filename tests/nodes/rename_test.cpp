// SPDX-License-Identifier: Apache-2.0
#include "core/item_name.hpp"
#include "nodes/made.hpp"
#include "storage/renaming.hpp"
#include "support/catch.hpp"

#include <map>

using namespace penstock;

namespace {

std::string renamed(const std::string& path, const char* name) {
    const auto node = test::made<WorkNode>(add_rename, {{"name", name}});
    node->open({});
    test::TestContext context;
    context.info.request.path = path;
    context.info.request.name = path;
    context.info.sequence = 3;
    const Image image = test::plain(6, 4);
    const Payload result = node->process(image, context);
    CHECK(test::shares_pixels(result, image));
    CHECK(context.info.request.name == path); // messages go on naming the source
    return stem_of(context.info) + " " + name_of(context.info);
}

} // namespace

TEST_CASE("rename changes the stem, and the name with it", "[nodes][rename]") {
    CHECK(renamed("photos/a.jpg", "{stem}_{width}") == "a_6 a_6.jpg");
    CHECK(renamed("photos/a.jpg", "v1.2_{seq:03}") == "v1.2_003 v1.2_003.jpg");
    CHECK(renamed("plain", "b") == "b b");
}

TEST_CASE("rename refuses names that are none", "[nodes][rename]") {
    CHECK_THROWS_WITH(renamed("a.jpg", "x/{stem}"),
                      "the new name is \"x/a\"; expected one that is not empty and has no \"/\" "
                      "in it");
    CHECK_THROWS_AS(renamed("plain", "{source_ext}"), ItemError);
}

TEST_CASE("rename tells the nodes of its run that names change", "[nodes][rename]") {
    std::map<std::string, std::shared_ptr<void>> shared;
    OpenContext open;
    open.shared = &shared;
    CHECK_FALSE(storage::Renaming::of(&shared)->happens);
    test::made<WorkNode>(add_rename, {{"name", "a"}})->open(open);
    CHECK(storage::Renaming::of(&shared)->happens);
}
