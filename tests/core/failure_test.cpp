// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <string>
#include <type_traits>
#include <utility>

using namespace penstock;

TEST_CASE("each class of error has its word", "[core][failure]") {
    const std::pair<ErrorClass, const char*> words[] = {{ErrorClass::missing, "missing"},
                                                        {ErrorClass::permission, "permission"},
                                                        {ErrorClass::unsupported, "unsupported"},
                                                        {ErrorClass::corrupt, "corrupt"},
                                                        {ErrorClass::truncated, "truncated"},
                                                        {ErrorClass::limit, "limit"},
                                                        {ErrorClass::io, "io"},
                                                        {ErrorClass::resource, "resource"},
                                                        {ErrorClass::node, "node"},
                                                        {ErrorClass::cancelled, "cancelled"}};
    for (const auto& [error_class, word] : words)
        CHECK(to_string(error_class) == word);
}

TEST_CASE("an item's error carries its class and its message", "[core][failure]") {
    const ItemError error{ErrorClass::truncated, "ends after 3 of 8 rows"};
    const ItemError copy = error;
    CHECK(copy.error_class() == ErrorClass::truncated);
    CHECK(std::string{copy.what()} == "ends after 3 of 8 rows");
}

TEST_CASE("exhaustion is an item's error of class resource", "[core][failure]") {
    try {
        throw ResourceExhausted{"the disk is full"};
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::resource);
        CHECK(std::string{error.what()} == "the disk is full");
    }
}

TEST_CASE("a skipped item is no error of the item", "[core][failure]") {
    CHECK_FALSE(std::is_base_of_v<ItemError, ItemSkipped>);
    CHECK_THROWS_WITH(throw ItemSkipped{"exists already"}, "exists already");
}
