// `trapspec explain`: values and rules in words.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace trapspec::test {
namespace {

using testing::HasSubstr;

TEST(Explain, AGateByWhoMayRaiseItAndWhatTheHostMakesOfIt) {
    const Finished run = trapspec_with("explain gate 0x00101234 0xc010cf00 --vector 0x80");
    EXPECT_EQ(run.status, 0);
    EXPECT_THAT(run.output, HasSubstr("trap gate to 0xc0101234, DPL 2\n"));
    EXPECT_THAT(run.output,
        HasSubstr("int 0x80 in ring 3  the gate's DPL keeps the program out: #GP, error code 0x402 "
                  "(the gate of vector 0x80 (Linux system calls))\n"));
    EXPECT_THAT(run.output, HasSubstr("Host                linux-2.6.32, linux-3.11, linux-3.18, hardened: "));
    EXPECT_THAT(run.output,
        HasSubstr("the Guest's slot is 0x00611234 0xc010cf00; the CPU has a trap gate to 0xc0101234, "
                  "DPL 2; by int 0x80 the kernel alone may raise it\n"));
}

TEST(Explain, SmallValues) {
    EXPECT_EQ(trapspec_with("explain selector 97").output, "selector  0x61 (GDT 12, RPL 1)\n");
    EXPECT_EQ(trapspec_with("explain eflags 0x10302").output, "eflags  0x10302 (TF IF RF)\n");
    EXPECT_EQ(trapspec_with("explain error-code 14 0x7").output,
        "vector      0xe (#PF, page fault)\nerror code  0x7: write by CPL 3: the page is there and forbids it\n");
    EXPECT_THAT(
        trapspec_with("explain descriptor 0xffff 0xcffa00").output, HasSubstr("code, base 0x0, limit 0xffffffff"));
}

TEST(Explain, AFrameByItsLength) {
    EXPECT_EQ(trapspec_with("explain frame 0x1234 0x61 0x202").output,
        "eip     0x1234\ncs      0x61 (GDT 12, RPL 1)\neflags  0x202 (IF)\n");
    const Finished run = trapspec_with("explain frame 0x402 0x1234 0x73 0x10202 0xbfff0000 0x7b --vector 13");
    EXPECT_THAT(run.output, HasSubstr("error code  0x402: the gate of vector 0x80"));
    EXPECT_THAT(run.output, HasSubstr("ss          0x7b (GDT 15, RPL 3)\n"));
    EXPECT_THAT(trapspec_with("explain frame 1 2 3 4 5 6 7 8 9").output, HasSubstr("\ngs      0x9 (GDT 1, RPL 1)\n"));
}

TEST(Explain, ARuleWithItsHeadingAndArms) {
    for (const char* const words : {"explain rule A-GATE-1", "explain A-GATE-1"}) {
        const Finished run = trapspec_with(words);
        EXPECT_EQ(run.status, 0);
        EXPECT_THAT(run.output, HasSubstr("title   The gate must exist, fit, be open to who asks, and be present\n"));
        EXPECT_THAT(run.output, HasSubstr("SDM     INT n/INTO/INT3/INT1\n"));
        EXPECT_THAT(run.output, HasSubstr("arm     gate_1_closed: the gate's DPL keeps the program out: #GP\n"));
    }
    const std::string several = trapspec_with("explain R-SET-2").output;
    EXPECT_THAT(several, HasSubstr("set_2_bad_type"));
    EXPECT_THAT(several, HasSubstr("Given   a slot and the Guest's two words\n"));
    EXPECT_THAT(several, HasSubstr("Then    not present: both words of the slot are 0, done."));
    EXPECT_THAT(several, HasSubstr("Why     The kill does not return: "));
}

TEST(Explain, AsJson) {
    const auto json = nlohmann::json::parse(trapspec_with("explain gate 0x00611234 0xc010ee00 --json").output);
    EXPECT_EQ(json.at("command"), "explain");
    EXPECT_EQ(json.at("facts").at(0).at("value"), (nlohmann::json{"0x00611234", "0xc010ee00"}));
    const auto& host = json.at("facts").back().at("value");
    EXPECT_EQ(host.at("rules").size(), 4U);
    EXPECT_EQ(host.at("leads_to"), "host");
    EXPECT_EQ(host.at("vetted"), (nlohmann::json{"0x00611234", "0xc010ee00"}));
}

TEST(Explain, SaysWhatItExpected) {
    const auto refused = [](const std::string& arguments, const std::string& message) {
        const Finished run = trapspec_with("explain " + arguments);
        EXPECT_EQ(run.status, 2) << arguments;
        EXPECT_THAT(run.output, HasSubstr(message)) << arguments;
    };
    refused("gate 1", "1 value; expected 2: explain gate A B");
    refused("gat 1 2", "cannot explain \"gat\"; expected gate A B, descriptor A B,");
    refused("selector 0x10000", "0x10000 is no selector; expected at most 0xffff");
    refused("eflags zz", "\"zz\" is no word of 32 bits; expected a number up to 0xffffffff, such as 0x61 or 97");
    refused("eflags 0x100000000", "is no word of 32 bits");
    refused("error-code 256 0", "0x100 is no vector; expected at most 0xff");
    refused("gate 1 2 --vector 256", "\"256\" is no vector");
    refused("frame 1 2", "a frame of 2 words; expected eip cs eflags");
    refused("rule R-SET-9", "there is no rule \"R-SET-9\"; expected one of R-MEM-1");
    refused("rule", "explain rule takes one id, such as R-SET-2 or A-GATE-1");
    refused("", "WHAT is required");
}

} // namespace
} // namespace trapspec::test
