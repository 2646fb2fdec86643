#include "diff/cpu/native/oracle.hpp"

#include <cpuid.h>
#include <fmt/format.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstring>

#include "diff/metal/machine.hpp"
#include "diff/systems/process.hpp"

namespace trapspec::diff::cpu::native {

namespace {

namespace wire = wire::native;
using Clock = std::chrono::steady_clock;

constexpr timespec nap{0, 20'000'000};

std::uint32_t load(std::uint32_t& word) {
    return std::atomic_ref(word).load(std::memory_order_seq_cst);
}

void store_and_wake(std::uint32_t& word, std::uint32_t value) {
    std::atomic_ref(word).store(value, std::memory_order_seq_cst);
    syscall(SYS_futex, &word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

class Process_oracle final : public Oracle {
public:
    explicit Process_oracle(const Start& start)
        : start_(start), memory_("trapspec-native", sizeof(wire::Exchange)),
          exchange_(*static_cast<wire::Exchange*>(memory_.data())),
          process_(prepared_command(), {.descriptor_3 = memory_.descriptor()}) {
        wait_for(exchange_.header.magic, wire::magic, "get ready");
    }
    ~Process_oracle() override { store_and_wake(exchange_.header.stop, 1); }

    [[nodiscard]] const Header& header() const override { return exchange_.header; }

    void ask(std::span<const Question> questions, std::span<Answer> answers) override {
        for (std::size_t at = 0; at < questions.size(); at += wire::batch) {
            const std::size_t count = std::min<std::size_t>(questions.size() - at, wire::batch);
            std::copy_n(questions.begin() + static_cast<std::ptrdiff_t>(at), count, exchange_.questions);
            exchange_.header.count = static_cast<std::uint32_t>(count);
            const std::uint32_t number = exchange_.header.asked + 1;
            store_and_wake(exchange_.header.asked, number);
            wait_for(exchange_.header.answered, number, "answer");
            std::copy_n(exchange_.answers, count, answers.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }

private:
    /// The process reads what it is made of as soon as it starts.
    std::vector<std::string> prepared_command() {
        for (std::uint32_t page = 0; page < wire::region_pages; ++page) {
            exchange_.header.pages[page] = page_kind(page);
        }
        const Local_descriptors table = local_descriptors();
        for (std::size_t slot = 0; slot < table.size(); ++slot) {
            std::copy(table[slot].begin(), table[slot].end(), exchange_.header.ldt[slot]);
        }
        return {(metal::default_images() / "trapspec-native").string()};
    }

    void wait_for(std::uint32_t& word, std::uint32_t value, const char* what) {
        const auto deadline = Clock::now() + start_.limit;
        for (std::uint32_t now = load(word); now != value; now = load(word)) {
            syscall(SYS_futex, &word, FUTEX_WAIT, now, &nap, nullptr, 0);
            if (load(word) == value) {
                return;
            }
            if (const std::string end = process_.how_it_ended(); !end.empty()) {
                throw System_error(
                    fmt::format("the 32-bit process {} before it could {}", end, what), process_.complaints());
            }
            if (Clock::now() > deadline) {
                throw System_error(
                    fmt::format("the 32-bit process did not {} within {} ms", what, start_.limit.count()));
            }
            if (start_.watch) {
                start_.watch();
            }
        }
    }

    Start start_;
    Shared_memory memory_;
    wire::Exchange& exchange_;
    Process process_;
};

std::string text_of(std::initializer_list<unsigned> words) {
    std::string text;
    for (const unsigned word : words) {
        text.append(reinterpret_cast<const char*>(&word), sizeof word);
    }
    return text.c_str();
}

} // namespace

std::unique_ptr<Oracle> start_oracle(const Start& start) {
    try {
        return std::make_unique<Process_oracle>(start);
    } catch (const Not_executable& error) {
        throw System_error(fmt::format("no 32-bit process can run here: {}", error.what()));
    }
}

std::string why_missing() {
    try {
        (void)start_oracle({});
        return {};
    } catch (const System_error& error) {
        return error.complaints().empty() ? error.what() : fmt::format("{}: {}", error.what(), error.complaints());
    }
}

std::string version() {
    constexpr unsigned first_brand = 0x80000002, last_brand = 0x80000004, hypervisor = 0x40000000;
    unsigned a = 0, b = 0, c = 0, d = 0;
    std::string brand;
    for (unsigned leaf = first_brand; leaf <= last_brand && __get_cpuid(leaf, &a, &b, &c, &d) != 0; ++leaf) {
        for (const unsigned word : {a, b, c, d}) {
            brand.append(reinterpret_cast<const char*>(&word), sizeof word);
        }
    }
    brand = brand.c_str();
    brand.erase(0, brand.find_first_not_of(' '));
    if (__get_cpuid(1, &a, &b, &c, &d) == 0) {
        return brand;
    }
    constexpr unsigned runs_under_hypervisor = 1U << 31;
    const auto stepping = a & 0xF;
    const auto model = (a >> 4 & 0xF) | (a >> 12 & 0xF0);
    const auto family = (a >> 8 & 0xF) + (a >> 20 & 0xFF);
    std::string words = fmt::format("{}, family {} model {} stepping {}", brand, family, model, stepping);
    if ((c & runs_under_hypervisor) != 0) {
        __cpuid(hypervisor, a, b, c, d);
        words += fmt::format(", under the hypervisor {}", text_of({b, c, d}));
    }
    return words;
}

} // namespace trapspec::diff::cpu::native
