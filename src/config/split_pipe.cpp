// SPDX-License-Identifier: Apache-2.0
#include "config/split_pipe.hpp"

#include <utility>

namespace penstock::config {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Splitter {
public:
    explicit Splitter(std::string_view pipe) : pipe_{pipe} { result_.stages.emplace_back(); }

    SplitPipe split() {
        while (at_ < pipe_.size()) {
            if (is_blank(pipe_[at_]))
                ++at_;
            else
                take_word();
        }
        return std::move(result_);
    }

private:
    void take_word() {
        PipeWord word;
        word.offset = at_;
        while (at_ < pipe_.size() && !is_blank(pipe_[at_]))
            take_piece(word);
        word.length = at_ - word.offset;
        if (pipe_.substr(word.offset, word.length) == "!") {
            result_.stages.push_back({{}, word.offset});
            return;
        }
        PipeStage& stage = result_.stages.back();
        if (stage.words.empty())
            stage.offset = word.offset;
        stage.words.push_back(std::move(word));
    }

    void take_piece(PipeWord& word) {
        const char c = pipe_[at_];
        if (c == '\'' || c == '"')
            return take_quoted(word, c);
        if (c == '\\' && at_ + 1 < pipe_.size())
            ++at_;
        else if (c == '=' && word.equals == std::string::npos) {
            word.equals = word.text.size();
            word.value_offset = at_ + 1;
        }
        word.text += pipe_[at_++];
    }

    void take_quoted(PipeWord& word, char quote) {
        const std::size_t start = at_++;
        while (at_ < pipe_.size() && pipe_[at_] != quote) {
            const char next = at_ + 1 < pipe_.size() ? pipe_[at_ + 1] : '\0';
            if (quote == '"' && pipe_[at_] == '\\' && (next == '"' || next == '\\'))
                ++at_;
            word.text += pipe_[at_++];
        }
        if (at_ < pipe_.size())
            ++at_;
        else
            result_.open_quote = start;
    }

    std::string_view pipe_;
    std::size_t at_ = 0;
    SplitPipe result_;
};

} // namespace

SplitPipe split_pipe(std::string_view pipe) {
    return Splitter{pipe}.split();
}

} // namespace penstock::config
