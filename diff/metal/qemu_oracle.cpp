#include "diff/metal/qemu_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "diff/metal/qemu.hpp"
#include "diff/systems/system.hpp"
#include "diff/wire/metal.hpp"

namespace trapspec::diff::metal {

namespace {

// A batch takes milliseconds, and the emulator needs a processor.
constexpr auto nap = std::chrono::microseconds(20);
constexpr int naps_between_looks = 64;

std::uint32_t load(std::uint32_t& word) {
    return std::atomic_ref(word).load(std::memory_order_seq_cst);
}

void store(std::uint32_t& word, std::uint32_t value) {
    std::atomic_ref(word).store(value, std::memory_order_seq_cst);
}

wire::oracle::Exchange& exchange_in(const Shared_memory& memory) {
    char* const at = static_cast<char*>(memory.data()) + wire::metal::mailbox_address;
    return *reinterpret_cast<wire::oracle::Exchange*>(at);
}

} // namespace

Qemu_oracle::Qemu_oracle(const Boot& boot, const Descriptors& descriptors)
    : boot_(boot), memory_("trapspec-machine", wire::metal::machine_bytes), exchange_(exchange_in(memory_)),
      child_(qemu_command(boot), folder_.path(), memory_.descriptor()) {
    for (std::size_t slot = wire::oracle::own_gdt_entries; slot < descriptors.size(); ++slot) {
        std::copy(descriptors[slot].begin(), descriptors[slot].end(), exchange_.header.gdt[slot]);
    }
    wait_until([&] { return load(exchange_.header.magic) == wire::oracle::magic; }, "get ready");
}

Qemu_oracle::~Qemu_oracle() {
    store(exchange_.header.stop, 1);
}

template <class Condition>
void Qemu_oracle::wait_until(const Condition& condition, const char* what) {
    const auto deadline = std::chrono::steady_clock::now() + boot_.limit;
    while (true) {
        for (int i = 0; i < naps_between_looks; ++i) {
            if (condition()) {
                return;
            }
            std::this_thread::sleep_for(nap);
        }
        if (child_.wait(std::chrono::milliseconds(0), boot_.watch)) {
            throw System_error(fmt::format("QEMU ended with status {} before it could {}; it said:\n{}{}",
                child_.exit_status(),
                what,
                child_.output(),
                child_.errors()));
        }
        if (std::chrono::steady_clock::now() > deadline) {
            throw System_error(fmt::format("QEMU did not {} within {} ms", what, boot_.limit.count()));
        }
    }
}

void Qemu_oracle::ask(std::span<const Question> questions, std::span<Answer> answers) {
    for (std::size_t at = 0; at < questions.size(); at += wire::oracle::batch) {
        const std::size_t count = std::min<std::size_t>(questions.size() - at, wire::oracle::batch);
        ask_batch(questions.subspan(at, count), answers.subspan(at, count));
    }
}

void Qemu_oracle::ask_batch(std::span<const Question> questions, std::span<Answer> answers) {
    std::copy(questions.begin(), questions.end(), exchange_.questions);
    exchange_.header.count = static_cast<std::uint32_t>(questions.size());
    const std::uint32_t number = exchange_.header.asked + 1;
    store(exchange_.header.asked, number);
    wait_until([&] { return load(exchange_.header.answered) == number; }, "answer");
    std::copy_n(exchange_.answers, answers.size(), answers.begin());
}

} // namespace trapspec::diff::metal
