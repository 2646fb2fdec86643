#include "diff/metal/mailbox_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

namespace {

constexpr auto nap = std::chrono::microseconds(100);
constexpr int naps_between_looks = 16;

std::uint32_t load(std::uint32_t& word) {
    return std::atomic_ref(word).load(std::memory_order_seq_cst);
}

void store(std::uint32_t& word, std::uint32_t value) {
    std::atomic_ref(word).store(value, std::memory_order_seq_cst);
}

} // namespace

void Mailbox_oracle::start(const Mailbox& mailbox,
    const Descriptors& descriptors,
    const std::vector<std::string>& command,
    int shared_with_child) {
    mailbox_ = mailbox;
    for (std::size_t slot = wire::oracle::own_gdt_entries; slot < descriptors.size(); ++slot) {
        std::copy(descriptors[slot].begin(), descriptors[slot].end(), mailbox_.asker->gdt[slot]);
    }
    child_ = std::make_unique<Child>(command, folder_.path(), shared_with_child);
}

void Mailbox_oracle::wait_until_ready() {
    wait_until([&] { return load(mailbox_.machine->magic) == wire::oracle::magic; }, "get ready");
    header_ = *mailbox_.machine;
    for (std::size_t slot = wire::oracle::own_gdt_entries; slot < std::size(header_.gdt); ++slot) {
        std::copy_n(mailbox_.asker->gdt[slot], std::size(header_.gdt[slot]), header_.gdt[slot]);
    }
}

Mailbox_oracle::~Mailbox_oracle() = default;

template <class Condition>
void Mailbox_oracle::wait_until(const Condition& condition, const char* what) {
    const char* const name = boot_.machine == Machine::bochs ? "Bochs" : "QEMU";
    const auto deadline = std::chrono::steady_clock::now() + boot_.limit;
    while (true) {
        for (int i = 0; i < naps_between_looks; ++i) {
            if (condition()) {
                return;
            }
            std::this_thread::sleep_for(nap);
        }
        if (child_->wait(std::chrono::milliseconds(0), boot_.watch)) {
            throw System_error(fmt::format("{} ended with status {} before it could {}; it said:\n{}{}",
                name,
                child_->exit_status(),
                what,
                child_->output(),
                child_->errors()));
        }
        if (std::chrono::steady_clock::now() > deadline) {
            throw System_error(fmt::format("{} did not {} within {} ms", name, what, boot_.limit.count()));
        }
    }
}

void Mailbox_oracle::ask(std::span<const Question> questions, std::span<Answer> answers) {
    for (std::size_t at = 0; at < questions.size(); at += wire::oracle::batch) {
        const std::size_t count = std::min<std::size_t>(questions.size() - at, wire::oracle::batch);
        ask_batch(questions.subspan(at, count), answers.subspan(at, count));
    }
}

void Mailbox_oracle::ask_batch(std::span<const Question> questions, std::span<Answer> answers) {
    std::copy(questions.begin(), questions.end(), mailbox_.questions);
    store(mailbox_.asker->count, static_cast<std::uint32_t>(questions.size()));
    const std::uint32_t number = mailbox_.asker->asked + 1;
    const auto begin = std::chrono::steady_clock::now();
    store(mailbox_.asker->asked, number);
    // The emulator needs a processor, and each look takes some of one.
    std::this_thread::sleep_for(time_per_question_ * questions.size() / 2);
    wait_until([&] { return load(mailbox_.machine->answered) == number; }, "answer");
    time_per_question_ = (std::chrono::steady_clock::now() - begin) / questions.size();
    std::copy_n(mailbox_.answers, answers.size(), answers.begin());
}

} // namespace trapspec::diff::metal
