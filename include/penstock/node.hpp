// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bounds.hpp"
#include "penstock/export.hpp"
#include "penstock/list.hpp"
#include "penstock/node_context.hpp"
#include "penstock/payload.hpp"
#include "penstock/request.hpp"
#include "penstock/units.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock {

/// The smallest scale in which those behind a node accept a picture of that spec, which is what it
/// would be if nothing made it smaller: 1 is as it is, 0.5 is half as wide and half as high.
using ScaleBehind = std::function<double(const ImageSpec& picture)>;

/// What a node may learn before the first item.
struct OpenContext {
    std::string node_name;    ///< in the config
    std::string input_format; ///< of encoded input, where it is the same for all items; else empty
    std::string input_extension; ///< "jpg"; likewise
    /// For sources of files: folders that this graph writes to. They are not searched.
    std::vector<std::string> output_roots;
    /// For sources that block: the run is being stopped, so waiting for more is pointless. To be
    /// asked again and again while waiting; callable from any thread for as long as the node is
    /// open.
    std::function<bool()> stop_requested;
    /// How many values of `ItemInfo::path` can arrive here; 0: unknown.
    std::uint32_t paths = 0;
    /// What the nodes of one run share, by a name that begins with their library's; filled by them
    /// while they are opened, one after another. Null: nothing is shared.
    std::map<std::string, std::shared_ptr<void>>* shared = nullptr;
    /// For loaders: what all those behind it accept, from any thread, for as long as the node is
    /// open. Empty: nobody knows, which means 1.
    ScaleBehind least_scale;
};

/// The engine's view of a node. Authors write plain classes instead; `NodeRegistry::add` makes
/// these of them.
///
/// Life: construction, `open` once, verbs, `close` once if `open` returned. Verbs that are const
/// may be called from many threads at once; the others from one at a time.
class PENSTOCK_API Node {
public:
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node();

    /// Throws `ConfigError` or `std::runtime_error` where the node cannot work.
    virtual void open(const OpenContext& context);
    virtual void close();
    /// What a user should know about what was done, or was not, a sentence each; asked for at the
    /// end, before `close`.
    [[nodiscard]] virtual std::vector<std::string> notes() const { return {}; }
};

/// Yields requests, one after another, cheaply and always from one thread at a time.
class PENSTOCK_API SourceNode : public Node {
public:
    /// The next request; nothing at the end. A source that blocks (`NodeTraits::blocks`) runs on a
    /// thread of its own.
    [[nodiscard]] virtual std::optional<Request> next() = 0;
    /// How many requests there will be, where it is known.
    [[nodiscard]] virtual std::optional<std::uint64_t> total() const;
};

/// Turns a request into a payload.
class PENSTOCK_API LoaderNode : public Node {
public:
    /// Looks at the request without loading it: sizes, for the budget. Throws `ItemError`. Runs on
    /// an I/O thread where the loader blocks.
    [[nodiscard]] virtual Measure measure(const Request& request, NodeContext& context) const = 0;
    /// A picture of the kind that it loads, whatever its size, where channels, pixel type and
    /// colour space are known before the run: for `WorkNode::warnings`.
    [[nodiscard]] virtual std::optional<ImageSpec> ordinary_image() const { return std::nullopt; }
    /// Brings in the bytes of the file, on an I/O thread. Called only where `measure` gave
    /// `file_bytes > 0`.
    [[nodiscard]] virtual Buffer
    read(const Request& request, const Measure& measure, NodeContext& context) const;
    /// The most `PayloadBound::metadata_bytes` that `measure` can give.
    [[nodiscard]] virtual std::uint64_t most_metadata_bytes() const { return 0; }
    /// Makes the payload. `file` is what `read` gave.
    [[nodiscard]] virtual Payload load(const Request& request,
                                       const Measure& measure,
                                       Buffer file,
                                       NodeContext& context) const = 0;
    /// Of a loader that splits: how many members the List that it makes of a request has at most;
    /// what `measure` gives is a list then. 1: it makes no list.
    [[nodiscard]] virtual std::uint32_t most_results() const { return 1; }
};

/// One payload in, and one out: transforms, encoders, sinks (whose result is empty).
class PENSTOCK_API WorkNode : public Node {
public:
    /// Of one result; of a node that splits: of the List.
    [[nodiscard]] virtual NodeBound bound(const PayloadBound& input) const = 0;
    /// The engine serialises the calls where the node is not concurrent. A transform that returns
    /// nothing has dropped the item.
    [[nodiscard]] virtual Payload process(Payload input, NodeContext& context) = 0;
    /// Of a node that splits: how many members its List has at most; 1: as many as the list that it
    /// gets. Where that is too few for an item, `bound` may throw `ItemError` (limit).
    [[nodiscard]] virtual std::uint32_t most_results() const { return 1; }
    /// For sinks: a reason not to make this item at all, decided before it is loaded (its output
    /// exists, and the config says to skip then). Any thread.
    [[nodiscard]] virtual std::optional<std::string>
    skip_before_loading(const ItemInfo& item) const;
    /// The smallest scale in which an image may come here, from a producer to which a smaller one
    /// is cheaper; `behind` says what those behind this node accept of what it makes. 1: it has to
    /// come as it is. What comes has `ImageSpec::shrunk`, and is to give what the whole picture
    /// would, as near as makes no difference to the eye. Any thread.
    [[nodiscard]] virtual double least_scale(const ImageSpec& picture,
                                             const ScaleBehind& behind) const;
    /// What is probably a mistake in the config where inputs like this one come, a sentence each:
    /// asked for before the run, of an input of an ordinary kind.
    [[nodiscard]] virtual std::vector<std::string> warnings(const PayloadBound& input) const;
    /// For sinks that write files: the folder under which all outputs lie. Empty: none.
    [[nodiscard]] virtual std::string output_root() const;
};

/// Puts together what became of one item on several ways.
class PENSTOCK_API JoinNode : public Node {
public:
    /// What the result needs where these arrive: one for each input port, or for each of the
    /// pieces that one call can make.
    [[nodiscard]] virtual NodeBound bound(const std::vector<PayloadBound>& inputs) const = 0;
    /// An item of which a part failed or was dropped is dropped in silence; otherwise it fails, and
    /// says so.
    [[nodiscard]] virtual bool drops_incomplete() const = 0;
    /// Members in the order of ports or pieces, all that arrived. Several threads may call at once.
    [[nodiscard]] virtual Payload join(List members, NodeContext& context) const = 0;
};

/// Puts together several items, in source order. All verbs from one thread at a time; one group is
/// open at a time.
class PENSTOCK_API GatherNode : public Node {
public:
    /// How many items make a full group; at least 1.
    [[nodiscard]] virtual std::uint64_t group_size() const = 0;
    /// A group that is open for so long is made up as it is.
    [[nodiscard]] virtual std::optional<Duration> longest_wait() const { return std::nullopt; }
    /// What a result takes, and what `begin`, `add` and `finish` allocate beside it, where members
    /// are of that size at most. Lists of members that are kept (`NodeTraits::retains`) cost
    /// nothing.
    [[nodiscard]] virtual NodeBound bound(const PayloadBound& largest_member) const = 0;
    /// The first item of a group is there.
    virtual void begin(NodeContext& result);
    /// `context.item()` is the member, which fails where this throws; what is allocated counts for
    /// the result. `position` counts from 0.
    virtual void add(Payload member, std::uint64_t position, NodeContext& context) = 0;
    /// All are there, or nothing more will come. Called after each `begin` that returned.
    [[nodiscard]] virtual Payload finish(NodeContext& result) = 0;
};

} // namespace penstock
