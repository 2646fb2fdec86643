#include "diff/metal/oracle.hpp"

#include <algorithm>
#include <future>
#include <thread>
#include <vector>

#include "diff/metal/bochs_oracle.hpp"
#include "diff/metal/qemu_oracle.hpp"
#include "diff/systems/system.hpp"

namespace trapspec::diff::metal {

namespace {

constexpr std::size_t most_machines = 4; // more would wait for the questions

/// Machines of one kind that share the questions.
class Joint_oracle final : public Oracle {
public:
    explicit Joint_oracle(std::vector<std::unique_ptr<Mailbox_oracle>> machines) : machines_(std::move(machines)) {}

    [[nodiscard]] const wire::oracle::Header& header() const override { return machines_.front()->header(); }
    void ask(std::span<const Question> questions, std::span<Answer> answers) override {
        const std::size_t part = (questions.size() + machines_.size() - 1) / machines_.size();
        std::vector<std::future<void>> others;
        for (std::size_t i = 1; i < machines_.size() && i * part < questions.size(); ++i) {
            const std::size_t count = std::min(part, questions.size() - i * part);
            others.push_back(std::async(std::launch::async, [=, this] {
                machines_[i]->ask(questions.subspan(i * part, count), answers.subspan(i * part, count));
            }));
        }
        const std::size_t own = std::min(part, questions.size());
        machines_.front()->ask(questions.first(own), answers.first(own));
        for (std::future<void>& other : others) {
            other.get();
        }
    }

private:
    std::vector<std::unique_ptr<Mailbox_oracle>> machines_;
};

std::unique_ptr<Mailbox_oracle> boot_one(const Boot& boot, const Descriptors& descriptors) {
    if (boot.machine == Machine::bochs) {
        return std::make_unique<Bochs_oracle>(boot, descriptors);
    }
    return std::make_unique<Qemu_oracle>(boot, descriptors);
}

} // namespace

Descriptors Oracle::descriptors() const {
    Descriptors table;
    for (std::size_t slot = 0; slot < table.size(); ++slot) {
        std::copy(std::begin(header().gdt[slot]), std::end(header().gdt[slot]), table[slot].begin());
    }
    return table;
}

std::unique_ptr<Oracle> start_oracle(const Boot& boot, const Descriptors& descriptors) {
    if (const std::string why = why_missing(boot.machine); !why.empty()) {
        throw System_error(why);
    }
    Boot oracle = boot;
    oracle.scenario = "oracle";
    oracle.records = true;
    const std::size_t processors = std::max(std::thread::hardware_concurrency(), 1U);
    const std::size_t count = boot.machine == Machine::bochs ? std::min(processors, most_machines) : 1;
    std::vector<std::unique_ptr<Mailbox_oracle>> machines;
    for (std::size_t i = 0; i < count; ++i) {
        machines.push_back(boot_one(oracle, descriptors));
    }
    for (const std::unique_ptr<Mailbox_oracle>& machine : machines) {
        machine->wait_until_ready();
    }
    return std::make_unique<Joint_oracle>(std::move(machines));
}

} // namespace trapspec::diff::metal
