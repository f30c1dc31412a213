// SPDX-License-Identifier: Apache-2.0
#include "core/family.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <vector>

using namespace penstock;
using Kind = BufferPool::Kind;

namespace {

constexpr std::uint64_t page = 4096;

std::shared_ptr<Family> admitted(const std::shared_ptr<Budget>& budget, const Amount& claim) {
    REQUIRE(budget->try_claim(claim));
    return std::make_shared<Family>(budget, claim);
}

template <class Take> ErrorClass refusal(Take take) {
    try {
        take();
    } catch (const ItemError& error) {
        return error.error_class();
    }
    FAIL("it was granted");
    return ErrorClass::node;
}

struct Fixture {
    std::shared_ptr<Budget> budget = std::make_shared<Budget>(Amount{10, 100 * page});
};

} // namespace

TEST_CASE_METHOD(Fixture, "a family may take exactly its claim of images", "[core][family]") {
    const auto family = admitted(budget, {3, 50 * page});
    const ImageSpec spec{.width = 10, .height = 10, .channels = 3};
    std::vector<Image> images;
    for (int i = 0; i < 3; ++i)
        images.push_back(family->allocate_image(spec));
    CHECK(images.back().spec() == spec);
    CHECK(images.back().pixels().size() == 300);
    CHECK(refusal([&] { (void)family->allocate_image(spec); }) == ErrorClass::limit);
    CHECK(family->in_use() == Amount{3, 3 * page});
    const Buffer bytes = family->allocate(1, Kind::bytes); // no image
    images.pop_back();
    CHECK_NOTHROW(images.push_back(family->allocate_image(spec)));
}

TEST_CASE_METHOD(Fixture, "a family may take exactly its claim of bytes", "[core][family]") {
    const auto family = admitted(budget, {10, 3 * page});
    const Buffer first = family->allocate(page + 1, Kind::bytes); // costs its size class
    CHECK(first.size() == page + 1);
    CHECK(first.capacity() == 2 * page);
    CHECK(refusal([&] { (void)family->allocate(page + 1, Kind::bytes); }) == ErrorClass::limit);
    const Buffer second = family->allocate(1, Kind::bytes);
    CHECK(refusal([&] { (void)family->allocate(1, Kind::bytes); }) == ErrorClass::limit);
    CHECK(family->in_use() == Amount{0, 3 * page});
    CHECK(family->allocate(0, Kind::bytes).is_empty());
}

TEST_CASE_METHOD(Fixture, "working memory counts while it is in use", "[core][family]") {
    const auto family = admitted(budget, {1, 3 * page});
    family->begin_working(2 * page);
    CHECK(family->in_use() == Amount{0, 2 * page});
    CHECK(budget->pool().in_use() == Amount{0, 2 * page});
    CHECK(refusal([&] { family->begin_working(page + 1); }) == ErrorClass::limit);
    CHECK(refusal([&] { (void)family->allocate(page + 1, Kind::bytes); }) == ErrorClass::limit);
    CHECK(budget->pool().in_use() == Amount{0, 2 * page}); // a refusal leaves nothing behind
    family->end_working(2 * page);
    CHECK(family->in_use().is_zero());
    CHECK(budget->pool().in_use().is_zero());
    CHECK_NOTHROW(family->allocate(2 * page, Kind::bytes));
}

TEST_CASE_METHOD(Fixture, "memory that could not be had is not charged", "[core][family]") {
    const std::uint64_t absurd = std::uint64_t{1} << 60;
    REQUIRE(budget->try_claim_alone({1, absurd}));
    const auto family = std::make_shared<Family>(budget, Amount{1, absurd});
    CHECK(refusal([&] { (void)family->allocate(absurd, Kind::pixels); }) == ErrorClass::resource);
    CHECK(family->in_use().is_zero());
    CHECK_NOTHROW(family->allocate(page, Kind::pixels));
}

TEST_CASE_METHOD(Fixture,
                 "the claim goes back when family and buffers are gone",
                 "[core][family]") {
    auto family = admitted(budget, {2, 10 * page});
    std::optional<Image> image = family->allocate_image({.width = 5, .height = 5, .channels = 1});
    const std::weak_ptr<Family> seen = family;
    family.reset();
    CHECK_FALSE(seen.expired()); // the image keeps it
    CHECK(budget->claimed() == Amount{2, 10 * page});
    image.reset();
    CHECK(seen.expired());
    CHECK(budget->claimed().is_zero());
    CHECK(budget->pool().in_use().images == 0);
}

TEST_CASE_METHOD(Fixture, "buffers may outlive whoever made the budget", "[core][family]") {
    auto family = admitted(budget, {1, page});
    const std::weak_ptr<Budget> seen = budget;
    std::optional<Buffer> buffer = family->allocate(100, Kind::pixels);
    family.reset();
    budget.reset();
    REQUIRE_FALSE(seen.expired());
    buffer->bytes()[99] = std::byte{1};
    buffer.reset();
    CHECK(seen.expired());
}

TEST_CASE_METHOD(Fixture, "what is not needed any more goes back at once", "[core][family]") {
    const auto family = admitted(budget, {4, 20 * page});
    family->set_need({1, 5 * page});
    CHECK(family->claim() == Amount{1, 5 * page});
    CHECK(budget->claimed() == Amount{1, 5 * page});
}

TEST_CASE_METHOD(Fixture, "what is in use goes back when it is freed", "[core][family]") {
    const auto family = admitted(budget, {4, 20 * page});
    std::optional<Buffer> first = family->allocate(3 * page, Kind::pixels);
    std::optional<Buffer> second = family->allocate(2 * page, Kind::pixels);
    family->begin_working(page);
    family->set_need({1, page});
    CHECK(family->claim() == Amount{2, 6 * page});
    CHECK(budget->claimed() == family->claim());
    first.reset();
    CHECK(family->claim() == Amount{1, 3 * page});
    family->end_working(page);
    CHECK(family->claim() == Amount{1, 2 * page});
    second.reset();
    CHECK(family->claim() == Amount{1, page});
    CHECK(budget->claimed() == family->claim());
}

TEST_CASE_METHOD(Fixture, "freeing memory keeps the claim that is needed", "[core][family]") {
    const auto family = admitted(budget, {2, 4 * page});
    (void)family->allocate(4 * page, Kind::pixels);
    CHECK(family->in_use().is_zero());
    CHECK(family->claim() == Amount{2, 4 * page});
    CHECK_NOTHROW(family->allocate(4 * page, Kind::pixels));
}

TEST_CASE_METHOD(Fixture, "a claim never grows", "[core][family]") {
    const auto family = admitted(budget, {2, 4 * page});
    family->set_need({8, 40 * page});
    CHECK(family->claim() == Amount{2, 4 * page});
    family->set_need({1, 2 * page});
    family->set_need({2, 4 * page});
    CHECK(family->claim() == Amount{1, 2 * page});
    CHECK(budget->claimed() == Amount{1, 2 * page});
    CHECK(refusal([&] { (void)family->allocate(3 * page, Kind::pixels); }) == ErrorClass::limit);
}

TEST_CASE_METHOD(Fixture, "a claim that shrinks makes room for who waits", "[core][family]") {
    const auto family = admitted(budget, {10, 100 * page});
    CHECK_FALSE(budget->try_claim({1, page}));
    bool is_granted = false;
    budget->set_on_room([&] { is_granted = budget->try_claim({1, page}); });
    family->set_need({9, 99 * page});
    CHECK(is_granted);
}

TEST_CASE("families on many threads keep the budget, and return it whole", "[core][family]") {
    const Amount limit{8, 64 * page};
    const auto budget = std::make_shared<Budget>(limit);
    std::atomic<int> violations{0};
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 8; ++seed)
        threads.emplace_back([&, seed] {
            std::mt19937 random{seed};
            for (int i = 0; i < 1000; ++i) {
                const Amount claim{2, (4 + random() % 12) * page};
                if (!budget->try_claim(claim))
                    continue;
                auto family = std::make_shared<Family>(budget, claim);
                Buffer pixels = family->allocate(2 * page, Kind::pixels);
                family->begin_working(page);
                family->set_need({random() % 3, random() % (10 * page)});
                family->end_working(page);
                family.reset();
                // Idle memory counts here, and must have been given up for what is in use.
                if (!budget->pool().in_use().fits(limit) || !budget->claimed().fits(limit))
                    ++violations;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(violations == 0);
    CHECK(budget->pool().peak().fits(limit));
    CHECK(budget->pool().peak().images > 0);
    CHECK(budget->claimed().is_zero());
}
