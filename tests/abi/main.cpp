// test_abi PART: compares what model and implementation both wrote down. The only place that sees both.
#include <cstring>

#include "tests/abi/check.hpp"

namespace {

struct Part {
    const char* name;
    void (*check)(trapspec::test::Checks&);
};

constexpr Part parts[] = {
    {"constants", trapspec::test::check_constants},
    {"layouts", trapspec::test::check_layouts},
    {"numbers_on_the_wire", trapspec::test::check_numbers_on_the_wire},
    {"gates", trapspec::test::check_gates},
};

} // namespace

int main(int count, char** arguments) {
    for (const Part& part : parts) {
        if (count == 2 && std::strcmp(arguments[1], part.name) == 0) {
            trapspec::test::Checks checks;
            part.check(checks);
            std::printf("%d compared, %d differ\n", checks.count(), checks.failures());
            return checks.failures() == 0 && checks.count() > 0 ? 0 : 1;
        }
    }
    std::printf("usage: test_abi constants|layouts|numbers_on_the_wire|gates\n");
    return 2;
}
