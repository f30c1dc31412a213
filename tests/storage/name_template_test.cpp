// SPDX-License-Identifier: Apache-2.0
#include "storage/name_template.hpp"

#include "support/catch.hpp"

#include <string>
#include <tuple>

using namespace penstock;
using storage::NameTemplate;
using storage::TemplateError;

namespace {

ItemInfo some_item() {
    ItemInfo item;
    item.sequence = 42;
    item.request = {.name = "photos/trip/a.b.JPG",
                    .path = "photos/trip/a.b.JPG",
                    .dir = "trip",
                    .index = 7,
                    .seed = 0};
    item.attributes.set("size", "small");
    item.attributes.set("frame", 3);
    item.attributes.set("ratio", 1.5);
    item.attributes.set("flag", true);
    item.attributes.set("list", Value::Array{});
    return item;
}

Encoded some_output() {
    Encoded encoded;
    encoded.format = "jpeg";
    encoded.extension = "jpg";
    encoded.spec = {.width = 640, .height = 48, .channels = 3};
    return encoded;
}

std::string filled(const std::string& text, const ItemInfo& item = some_item()) {
    const Encoded output = some_output();
    return NameTemplate{text}.fill(item, &output);
}

// Class and message of the failure.
std::string failure_of(const std::string& text, const ItemInfo& item = some_item()) {
    try {
        return "filled in: " + filled(text, item);
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
}

ItemInfo item_with(const std::string& attribute, const Value& value) {
    ItemInfo item = some_item();
    item.attributes.set(attribute, value);
    return item;
}

ItemInfo item_at(const std::string& path, const std::string& dir) {
    ItemInfo item = some_item();
    item.request.path = path;
    item.request.dir = dir;
    return item;
}

} // namespace

TEST_CASE("fields are filled in", "[storage][template]") {
    using Row = std::tuple<const char*, const char*>;
    const auto [text, expected] = GENERATE(table<const char*, const char*>({
        Row{"out/{seq}", "42"},
        Row{"out/{seq:06}.{ext}", "000042.jpg"},
        Row{"out/{seq:01}", "42"},
        Row{"out/{index:03}", "007"},
        Row{"out/{dir}/{stem}.{ext}", "trip/a.b.jpg"},
        Row{"out/{name}.txt", "a.b.JPG.txt"},
        Row{"out/{stem}.{source_ext}", "a.b.JPG"},
        Row{"out/{stem}-{width}x{height:04}x{channels}.{format}", "a.b-640x0048x3.jpeg"},
        Row{"out/{size}/{stem}", "small/a.b"},
        Row{"out/{frame:04}", "0003"},
        Row{"out/{frame}", "3"},
        Row{"out/{ratio}", "1.5"},
        Row{"out/{flag}", "true"},
        Row{"out/{{{seq}}}", "{42}"},
        Row{"out/a{{b}}c", "a{b}c"},
        Row{"out/x_{seq}", "x_42"},
        Row{"out//{dir}//./{seq}", "trip/42"},
        Row{"out/plain.jpg", "plain.jpg"},
        Row{"{seq}", "42"},
    }));
    INFO(text);
    CHECK(filled(text) == expected);
}

TEST_CASE("the output root is what stands before the first brace, to its last slash",
          "[storage][template]") {
    using Row = std::tuple<const char*, const char*>;
    const auto [text, root] = GENERATE(table<const char*, const char*>({
        Row{"out/{seq}", "out"},
        Row{"out/x_{seq}", "out"},
        Row{"a/b/{dir}/{stem}", "a/b"},
        Row{"{seq}", "."},
        Row{"x{seq}", "."},
        Row{"/{seq}", "/"},
        Row{"/abs/x/{seq}", "/abs/x"},
        Row{"../up/{seq}", "../up"},
        Row{"out/plain.jpg", "out"},
        Row{"plain.jpg", "."},
        Row{"out/{{x}}/{seq}", "out"},
    }));
    INFO(text);
    CHECK(NameTemplate{text}.root() == root);
}

TEST_CASE("a request that is no file has names too", "[storage][template]") {
    ItemInfo item;
    item.sequence = 5;
    item.request.name = "camera/17";
    CHECK(filled("out/{dir}/{stem}-{name}.{source_ext}", item) == "17-17.");
}

TEST_CASE("mistakes in a template are refused with a reason", "[storage][template]") {
    using Row = std::tuple<const char*, const char*>;
    const auto [text, message] = GENERATE(table<const char*, const char*>({
        Row{"out/{seq",
            "\"out/{seq\": \"{seq\" is not closed; expected \"}\", or \"{{\" for a brace in the "
            "name"},
        Row{"out/seq}.jpg",
            "\"out/seq}.jpg\": a \"}\" closes nothing; write \"}}\" for a brace in the name"},
        Row{"out/{}",
            "\"out/{}\": the field {} has no name that a field can have; expected a word, such as "
            "{stem}, or zeros and a width, such as {seq:06}"},
        Row{"out/{a b}",
            "\"out/{a b}\": the field {a b} has no name that a field can have; expected a word, "
            "such as {stem}, or zeros and a width, such as {seq:06}"},
        Row{"out/{seq:6}",
            "\"out/{seq:6}\": the field {seq:6} has no name that a field can have; expected a "
            "word, such as {stem}, or zeros and a width, such as {seq:06}"},
        Row{"out/{seq:0}",
            "\"out/{seq:0}\": the field {seq:0} has no width; expected zeros and a width, such as "
            "{seq:06}"},
        Row{"out/{seq:021}",
            "\"out/{seq:021}\": the field {seq:021}: the width is 21; expected 1 "
            "to 20"},
        Row{"out/{seq:0x}",
            "\"out/{seq:0x}\": the field {seq:0x} has no width; expected zeros and a width, such "
            "as {seq:06}"},
        Row{"out/{stem:04}",
            "\"out/{stem:04}\": the field {stem:04} is text and cannot be padded with zeros; "
            "write {stem}"},
        Row{"out/",
            "\"out/\" names a folder; expected the name of a file behind it, such as "
            "{stem}.{ext}"},
        Row{"", "\"\" names a folder; expected the name of a file behind it, such as {stem}.{ext}"},
        Row{"out/{stem}/",
            "\"out/{stem}/\" names a folder; expected the name of a file behind it, such as "
            "{stem}.{ext}"},
        Row{"out/{dir}",
            "\"out/{dir}\" names a folder; expected the name of a file behind it, such as "
            "{stem}.{ext}"},
        Row{"out/{stem}/../x",
            "\"out/{stem}/../x\": \"..\" stands behind the output folder \"out\"; outputs cannot "
            "leave it"},
    }));
    CHECK_THROWS_WITH(NameTemplate{text}, message);
}

TEST_CASE("no value leads out of the output root", "[storage][template]") {
    CHECK(failure_of("out/{dir}/{stem}", item_at("x.jpg", "../../etc")) ==
          "permission: the name \"../../etc/x\" leads upwards; outputs cannot leave \"out\"");
    CHECK(failure_of("out/{dir}/{stem}", item_at("x.jpg", "a/../../b")) ==
          "permission: the name \"a/../../b/x\" leads upwards; outputs cannot leave \"out\"");
    CHECK(failure_of("out/{size}/x", item_with("size", "..")) ==
          "permission: the name \"../x\" leads upwards; outputs cannot leave \"out\"");
    CHECK(failure_of("out/{size}", item_with("size", "..")) ==
          "permission: the name \"..\" leads upwards; outputs cannot leave \"out\"");
    CHECK(failure_of("out/{size}{size}/x", item_with("size", ".")) ==
          "permission: the name \"../x\" leads upwards; outputs cannot leave \"out\"");
    CHECK(failure_of("out/{size}", item_with("size", "a/b")) ==
          "permission: the value \"a/b\" of {size} contains \"/\"; only {dir} can name folders");
    CHECK(failure_of("out/{size}", item_with("size", "/etc/passwd")) ==
          "permission: the value \"/etc/passwd\" of {size} contains \"/\"; only {dir} can name "
          "folders");
    CHECK(failure_of("out/{stem}", item_at("...jpg", ".")) ==
          "permission: the name \"..\" leads upwards; outputs cannot leave \"out\"");
    // Absolute folders are taken as below the root.
    CHECK(filled("out/{dir}/{stem}", item_at("x.jpg", "/etc")) == "etc/x");
    // Dots in a name are no way up.
    CHECK(filled("out/{stem}", item_at("....jpg", ".")) == "...");
}

TEST_CASE("an encoded format's extension is as little trusted as any value",
          "[storage][template]") {
    Encoded output = some_output();
    output.extension = "/../../x";
    CHECK_THROWS_AS(NameTemplate{"out/{seq}.{ext}"}.fill(some_item(), &output), ItemError);
    CHECK_THROWS_AS(
        (NameTemplate{"out/{seq}.{ext}"}.with_known("jpeg", "/../x").fill(some_item(), &output)),
        ItemError);
}

TEST_CASE("values that make no name fail their item with a reason", "[storage][template]") {
    CHECK(failure_of("out/{sequence}") ==
          "unsupported: nothing to fill in for {sequence}: the item has no attribute of that "
          "name; fields of every item are seq, index, stem, dir, name, source_ext, ext, format, "
          "width, height, channels");
    CHECK(failure_of("out/{list}") ==
          "unsupported: the attribute {list} is a list; expected text or a number");
    CHECK(failure_of("out/{size:04}") ==
          "unsupported: the attribute {size} is a string; expected an integer to pad with zeros");
    CHECK(failure_of("out/{size}", item_with("size", "")) ==
          "unsupported: the name \"\" ends in no file name");
    CHECK(failure_of("out/{dir}/{size}", item_with("size", ".")) ==
          "unsupported: the name \"trip/.\" ends in no file name");
    CHECK(failure_of("out/{size}", item_with("size", std::string("a\0b", 3))) ==
          "unsupported: the name \"a\\x00b\" contains a zero byte");
}

TEST_CASE("a template knows whether it can be filled in before loading", "[storage][template]") {
    for (const char* text : {"out/{seq}", "out/{dir}/{stem}.{source_ext}", "out/{name}{index}"})
        CHECK(NameTemplate{text}.is_known_before_loading());
    for (const char* text : {"out/{seq}.{ext}", "out/{width}", "out/{size}", "out/{seq}{format}"})
        CHECK_FALSE(NameTemplate{text}.is_known_before_loading());
    const NameTemplate known = NameTemplate{"out/{stem}.{ext}"}.with_known("", "jpg");
    CHECK(known.is_known_before_loading());
    CHECK(known.fill(some_item(), nullptr) == "a.b.jpg");
    CHECK(known.root() == "out");
    CHECK_FALSE(NameTemplate{"out/{format}.{ext}"}.with_known("", "jpg").is_known_before_loading());
}

TEST_CASE("a template knows whether its outputs lie in the root itself", "[storage][names]") {
    for (const char* text : {"out/{seq}.{ext}", "{stem}", "/a/b/x-{kind}"})
        CHECK(NameTemplate{text}.stays_in_root());
    for (const char* text : {"out/{dir}/{stem}", "out/{kind}/x", "{seq}/{stem}.{ext}"})
        CHECK_FALSE(NameTemplate{text}.stays_in_root());
}

TEST_CASE("a template knows whether names of distinct items differ", "[storage][template]") {
    for (const char* text : {"out/{seq}",
                             "out/{seq:06}.{ext}",
                             "out/x{seq}.jpg",
                             "out/{stem}_{seq}.jpg",
                             "out/{stem}_{seq}",
                             "out/{dir}/{seq}-{stem}.jpg",
                             "out/{seq}/{stem}.jpg",
                             "out/{dir}/{seq:03}.png"}) {
        INFO(text);
        CHECK(NameTemplate{text}.separates_sequences());
    }
    for (const char* text : {"out/{stem}.jpg",
                             "out/{index}.jpg",
                             "out/{seq}{stem}",        // 1 and "23", 12 and "3"
                             "out/{stem}{seq}.jpg",    // likewise
                             "out/{seq}{index}",       // likewise
                             "out/{stem}_{seq}.{ext}", // "a_1.b_2.c": which number is it?
                             "out/{stem}-{seq}-{name}",
                             "out/{dir}{seq}.jpg",
                             "out/{size}/{seq}/{stem}.jpg", // {size} can be empty
                             "out/{seq}0{stem}",
                             "out/plain.jpg"}) {
        INFO(text);
        CHECK_FALSE(NameTemplate{text}.separates_sequences());
    }
    CHECK(NameTemplate{"out/{stem}_{seq}.{ext}"}.with_known("", "jpg").separates_sequences());
}

TEST_CASE("templates that separate sequences do so", "[storage][template]") {
    const char* text =
        GENERATE("o/{seq}", "o/{size}_{seq}x1", "o/1{seq}.{size}", "o/{seq:02}/{size}");
    const NameTemplate name{text};
    REQUIRE(name.separates_sequences());
    for (const char* size : {"", "1", "_1", ".1", "0"})
        for (std::uint64_t sequence = 0; sequence < 120; ++sequence) {
            ItemInfo item = item_with("size", std::string{"x"} + size);
            item.sequence = sequence;
            const std::string filled_in = name.fill(item, nullptr);
            // Nobody else with another number has that name.
            for (const char* other : {"", "1", "_1", ".1", "0"}) {
                ItemInfo later = item_with("size", std::string{"x"} + other);
                later.sequence = sequence * 10 + 1;
                CHECK(name.fill(later, nullptr) != filled_in);
            }
        }
}
