// The smallest test frame: 32-bit code cannot link with the 64-bit GoogleTest.
#pragma once

#include <cstdint>
#include <cstdio>

namespace trapspec::test {

class Checks {
public:
    /// Both sides wrote the number down for themselves; here they meet.
    void same(const char* what, std::uint64_t model, std::uint64_t impl) {
        ++count_;
        if (model != impl) {
            ++failures_;
            std::printf("%s: model %#llx, impl %#llx\n",
                what,
                static_cast<unsigned long long>(model),
                static_cast<unsigned long long>(impl));
        }
    }
    void agree(const char* what, bool model, bool impl) { same(what, model ? 1 : 0, impl ? 1 : 0); }
    void holds(const char* what, bool condition) { agree(what, true, condition); }

    [[nodiscard]] int failures() const { return failures_; }
    [[nodiscard]] int count() const { return count_; }

private:
    int count_ = 0;
    int failures_ = 0;
};

void check_constants(Checks& checks);
void check_layouts(Checks& checks);
void check_numbers_on_the_wire(Checks& checks);
void check_gates(Checks& checks);

} // namespace trapspec::test
