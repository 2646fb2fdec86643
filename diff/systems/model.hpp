// The model as a system: the Concrete machine.
#pragma once

#include <memory>
#include <vector>

#include "diff/systems/system.hpp"
#include "model/step.hpp"

namespace trapspec::diff {

class Model_system final : public System {
public:
    explicit Model_system(const Configuration& configuration);
    ~Model_system() override;

    [[nodiscard]] std::string_view name() const override { return "model"; }
    void start(std::span<const Event> events) override;
    void finish(std::span<Snapshot> snapshots) override;
    void start_stream(const Stream& stream) override { stream_ = &stream; }
    void finish_stream(Sums& sums) override;
    [[nodiscard]] Tables tables() override;
    [[nodiscard]] std::uint32_t memory_word(std::uint32_t address) override;
    [[nodiscard]] std::span<const std::uint8_t> memory() override;

    using Fired = model::concrete::Fired;
    /// The arms that each event of the last batch fired.
    [[nodiscard]] std::span<const Fired> fired() const { return fired_; }
    /// The arms that the last stream fired, all of its events together.
    [[nodiscard]] const Fired::Words& fired_by_stream() const { return fired_by_stream_; }
    /// Where the pairs of arms go that fire one after the other; nullptr: nowhere.
    void tell(model::concrete::Arm_pairs* pairs) { machine_->fired.tell(pairs); }

private:
    void answer(const Event& event, Snapshot& snapshot);

    std::unique_ptr<model::Machine<model::Concrete>> machine_;
    std::uint32_t memory_pages_;
    std::span<const Event> events_;
    std::vector<Fired> fired_;
    const Stream* stream_ = nullptr;
    Fired::Words fired_by_stream_{};
};

} // namespace trapspec::diff
