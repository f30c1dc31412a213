// SPDX-License-Identifier: Apache-2.0
#include "stages.hpp"

#include <atomic>
#include <charconv>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace penstock::peers {
namespace {

/// A file that is closed at the end of its scope.
class OpenFile {
public:
    OpenFile(const std::string& name, int flags) : descriptor_{::open(name.c_str(), flags, 0644)} {
        if (descriptor_ < 0)
            throw std::runtime_error("cannot open " + name);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() { ::close(descriptor_); }
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

} // namespace

Stage reading_file(const Task& task) {
    return {"read",
            {{"one read", [&task]() -> Work {
                  auto names = std::make_shared<std::vector<std::string>>();
                  for (std::size_t i = 0; i < task.pictures.size(); ++i) {
                      names->push_back((task.scratch / ("input" + std::to_string(i))).string());
                      const OpenFile file{names->back(), O_CREAT | O_WRONLY | O_TRUNC};
                      const std::vector<std::byte>& content = task.pictures[i].file;
                      if (::write(file.descriptor(), content.data(), content.size()) < 0)
                          throw std::runtime_error("cannot write " + names->back());
                  }
                  auto target = std::make_shared<std::vector<std::byte>>();
                  return [names, target, &task](std::size_t number) {
                      const std::size_t which = number % names->size();
                      target->resize(task.pictures[which].file.size());
                      const OpenFile file{(*names)[which], O_RDONLY};
                      const auto size = ::read(file.descriptor(), target->data(), target->size());
                      if (size < 0)
                          throw std::runtime_error("cannot read " + (*names)[which]);
                      return static_cast<std::size_t>(size);
                  };
              }}}};
}

Stage writing_file(const Task& task, std::size_t bytes) {
    return {"write",
            {{"one write to a new file", [&task, bytes]() -> Work {
                  static std::atomic<int> makers{0};
                  const std::string prefix =
                      (task.scratch / ("output" + std::to_string(makers++) + "-")).string();
                  auto content = std::make_shared<std::vector<std::byte>>(bytes);
                  auto count = std::make_shared<std::size_t>(0);
                  return [prefix, content, count](std::size_t) {
                      const OpenFile file{prefix + std::to_string((*count)++),
                                          O_CREAT | O_WRONLY | O_TRUNC};
                      if (::write(file.descriptor(), content->data(), content->size()) !=
                          static_cast<ssize_t>(content->size()))
                          throw std::runtime_error("cannot write below " + prefix);
                      return content->size();
                  };
              }}}};
}

Stage filling_table(const Task& task) {
    return {"fill", {{"std::to_chars", [&task]() -> Work {
                          auto target = std::make_shared<std::vector<char>>(
                              std::size_t{task.lines} * task.columns * 11);
                          return [target, &task](std::size_t number) {
                              char* at = target->data();
                              char* const end = at + target->size();
                              for (std::uint32_t line = 0; line < task.lines; ++line)
                                  for (std::uint32_t column = 0; column < task.columns; ++column) {
                                      at = std::to_chars(at, end, number + line + column).ptr;
                                      *at++ = column + 1 < task.columns ? ',' : '\n';
                                  }
                              return static_cast<std::size_t>(at - target->data());
                          };
                      }}}};
}

} // namespace penstock::peers
