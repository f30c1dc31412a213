// SPDX-License-Identifier: Apache-2.0
// A node that waits: each file goes through a program, and the engine's threads compute meanwhile.
#include "penstock/plugin.hpp"

#include "plugins/command/filter_process.hpp"

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using penstock::Encoded;
using penstock::NodeBound;
using penstock::NodeContext;
using penstock::PayloadBound;

struct Command {
    struct Params {
        std::vector<std::string> argv;
        penstock::ByteSize max_output{64 * 1024 * 1024};
        std::string format;
        std::string extension;
        penstock::Duration grace{std::chrono::seconds{2}};
    };

    static penstock::Description<Command> describe() {
        return penstock::Description<Command>{
            "command",
            "Sends each encoded file through a program: the file is its standard input, and what "
            "it prints is the result. A program that fails fails the item, with the last line of "
            "what it said. No shell is involved."}
            .param("argv",
                   &Params::argv,
                   {.doc = "The program, looked for in PATH, and its arguments.",
                    .is_required = true,
                    .example = "jpegoptim"})
            .param("max_output",
                   &Params::max_output,
                   {.doc = "The most that it may print: memory for so much is set aside for each "
                           "item that it works on.",
                    .minimum = 1})
            .param("format",
                   &Params::format,
                   {.doc = "What the result is: \"png\". Empty: what the file was."})
            .param(
                "extension", &Params::extension, {.doc = "What {ext} becomes. Empty: what it was."})
            .param("grace",
                   &Params::grace,
                   {.doc = "How long a program may go on when the run is stopped or the node's "
                           "timeout is over. Then it is killed.",
                    .minimum = 0})
            .blocks();
    }

    static void check(const Params& params) {
        if (params.argv.empty() || params.argv.front().empty())
            throw std::invalid_argument("\"argv\" names no program; expected a program and its "
                                        "arguments, such as [\"jpegoptim\", \"--stdin\"]");
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        NodeBound bound;
        bound.output = PayloadBound::encoded(params.max_output.bytes);
        bound.output.format = params.format.empty() ? input.format : params.format;
        bound.output.extension = params.extension.empty() ? input.extension : params.extension;
        return bound;
    }

    Encoded process(const Encoded& file, const Params& params, NodeContext& context) const {
        Encoded result;
        result.format = params.format.empty() ? file.format : params.format;
        result.extension = params.extension.empty() ? file.extension : params.extension;
        result.spec = file.spec;
        result.buffer = context.allocate_bytes(params.max_output.bytes);
        const std::size_t size = run_filter(
            params.argv, file.buffer.bytes(), result.buffer.bytes(), params.grace, context);
        result.buffer.truncate(size);
        return result;
    }
};

void register_nodes(penstock::NodeRegistry& registry) {
    registry.add<Command>();
}

} // namespace

PENSTOCK_PLUGIN(register_nodes)
