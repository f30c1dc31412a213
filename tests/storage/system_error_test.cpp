// SPDX-License-Identifier: Apache-2.0
#include "storage/system_error.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <cerrno>
#include <string>
#include <utility>

using namespace penstock;
using storage::throw_output_error;

namespace {

ErrorClass class_of(int error) {
    try {
        throw_output_error(error, "cannot write", "x");
    } catch (const ItemError& failure) {
        return failure.error_class();
    }
}

} // namespace

TEST_CASE("a disk that takes nothing more ends the run", "[storage][errors]") {
    for (const int error : {ENOSPC, EDQUOT, EROFS})
        CHECK_THROWS_AS(throw_output_error(error, "cannot write", "x"), ResourceExhausted);
    for (const int error : {EMFILE, EIO, EACCES, ENAMETOOLONG})
        try {
            throw_output_error(error, "cannot write", "x");
        } catch (const ResourceExhausted&) {
            FAIL("this is one item's error");
        } catch (const ItemError&) {
            SUCCEED();
        }
}

TEST_CASE("system errors have classes", "[storage][errors]") {
    for (const auto& [error, expected] : {std::pair{EMFILE, ErrorClass::resource},
                                          std::pair{ENFILE, ErrorClass::resource},
                                          std::pair{ENOMEM, ErrorClass::resource},
                                          std::pair{ENOSPC, ErrorClass::resource},
                                          std::pair{EACCES, ErrorClass::permission},
                                          std::pair{EPERM, ErrorClass::permission},
                                          std::pair{ENAMETOOLONG, ErrorClass::limit},
                                          std::pair{EFBIG, ErrorClass::limit},
                                          std::pair{EIO, ErrorClass::io},
                                          std::pair{EISDIR, ErrorClass::io}}) {
        INFO("errno " << error);
        CHECK(class_of(error) == expected);
    }
}

TEST_CASE("a system error says what failed, where and why", "[storage][errors]") {
    try {
        throw_output_error(ENOSPC, "cannot write", "out/a\nb.jpg");
    } catch (const ItemError& failure) {
        CHECK(std::string{failure.what()} ==
              "cannot write \"out/a\\nb.jpg\": No space left on device");
    }
}
