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
    [[nodiscard]] Tables tables() override;
    [[nodiscard]] std::uint32_t memory_word(std::uint32_t address) override;
    [[nodiscard]] std::span<const std::uint8_t> memory() override;

    using Fired = model::concrete::Fired;
    /// The arms that each event of the last batch fired.
    [[nodiscard]] std::span<const Fired> fired() const { return fired_; }

private:
    void answer(const Event& event, Snapshot& snapshot);

    std::unique_ptr<model::Machine<model::Concrete>> machine_;
    std::uint32_t memory_pages_;
    std::span<const Event> events_;
    std::vector<Fired> fired_;
};

} // namespace trapspec::diff
