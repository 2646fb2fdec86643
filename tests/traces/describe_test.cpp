#include "traces/describe.hpp"

#include <gtest/gtest.h>

namespace trapspec::traces {
namespace {

TEST(Describe, gates_of_each_type) {
    EXPECT_EQ(describe_gate(0x00611234, 0xc010ee00), "interrupt gate to 0xc0101234, DPL 3");
    EXPECT_EQ(describe_gate(0x00611234, 0xc010af00), "trap gate to 0xc0101234, DPL 1");
    EXPECT_EQ(describe_gate(0x00611234, 0x00008600), "16-bit interrupt gate to 0x1234, DPL 0");
    EXPECT_EQ(describe_gate(0x00611234, 0x00008700), "16-bit trap gate to 0x1234, DPL 0");
    EXPECT_EQ(describe_gate(0x00500000, 0x00008500), "task gate to 0x0, DPL 0");
    EXPECT_EQ(describe_gate(0x00611234, 0x0000cc00), "gate of type 0xc to 0x1234, DPL 2");
    EXPECT_EQ(describe_gate(0x00611234, 0xc0106e00), "not present");
}

TEST(Describe, descriptors) {
    EXPECT_EQ(describe_descriptor(0x0000ffff, 0x00cffa00), "code, base 0x0, limit 0xffffffff, DPL 3, 32-bit");
    EXPECT_EQ(
        describe_descriptor(0x5678ffff, 0x12409234), "writable data, base 0x12345678, limit 0xffff, DPL 0, 32-bit");
    EXPECT_EQ(describe_descriptor(0x0000ffff, 0x00009e00), "conforming code, base 0x0, limit 0xffff, DPL 0, 16-bit");
    EXPECT_EQ(describe_descriptor(0x0000ffff, 0x00003000),
        "not present: read-only data, base 0x0, limit 0xffff, DPL 1, 16-bit");
    EXPECT_EQ(describe_descriptor(0x00000067, 0x00008900),
        "system descriptor of type 0x9, base 0x0, limit 0x67, DPL 0, 16-bit");
}

TEST(Describe, selectors) {
    EXPECT_EQ(describe_selector(0x61), "0x61 (GDT 12, RPL 1)");
    EXPECT_EQ(describe_selector(0x7), "0x7 (LDT 0, RPL 3)");
    EXPECT_EQ(describe_selector(0x3), "0x3 (null)");
}

TEST(Describe, every_flag_by_its_name) {
    EXPECT_EQ(describe_eflags(0x10302), "0x10302 (TF IF RF)");
    EXPECT_EQ(describe_eflags(0x3f7fd7), "0x3f7fd7 (CF PF AF ZF SF TF IF DF OF NT RF VM AC VIF VIP ID IOPL=3)");
    EXPECT_EQ(describe_eflags(0x1002), "0x1002 (IOPL=1)");
    EXPECT_EQ(describe_eflags(2), "0x2 ()");
}

TEST(Describe, vectors) {
    EXPECT_EQ(describe_vector(13), "#GP, general protection");
    EXPECT_EQ(describe_vector(2), "NMI");
    EXPECT_EQ(describe_vector(0x1f), "reserved; lguest's hypercalls");
    EXPECT_EQ(describe_vector(0x23), "virtual IRQ 3");
    EXPECT_EQ(describe_vector(0x80), "Linux system calls");
    EXPECT_EQ(describe_vector(0x81), "no exception, no virtual IRQ");
}

TEST(Describe, error_codes) {
    EXPECT_EQ(describe_error_code(13, 0x402), "the gate of vector 0x80 (Linux system calls)");
    EXPECT_EQ(describe_error_code(11, 0x72), "the gate of vector 0xe (#PF, page fault)");
    EXPECT_EQ(describe_error_code(10, 0x69), "selector GDT 13; not asked for by the program (EXT)");
    EXPECT_EQ(describe_error_code(13, 0x6c), "selector LDT 13");
    EXPECT_EQ(describe_error_code(8, 0), "names nothing");
    EXPECT_EQ(describe_error_code(14, 0), "read by CPL 0 to 2: the page is not present");
    EXPECT_EQ(describe_error_code(14, 7), "write by CPL 3: the page is there and forbids it");
    EXPECT_EQ(
        describe_error_code(14, 0x10), "read by CPL 0 to 2: the page is not present; bits 0x10 mean nothing here");
    EXPECT_EQ(describe_error_code(6, 0), "vector 0x6 (#UD, invalid opcode) has no error code");
    EXPECT_EQ(describe_error_code(15, 0), "vector 0xf (reserved) has no error code");
    EXPECT_EQ(describe_error_code(0x80, 0), "vector 0x80 (Linux system calls) has no error code");
}

} // namespace
} // namespace trapspec::traces
