"""From an empty home to the first answer, by what the card offers."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.conftest import Machine, place
from tests.server.providers.scripted import ScriptedEndpoint, delta, finish


def test_a_model_that_a_provider_has_is_offered_by_name_and_one_digit_takes_it(
    bare_machine: Machine, endpoint: ScriptedEndpoint
) -> None:
    config = bare_machine.paths.config_file
    config.parent.mkdir(parents=True)
    config.write_text(
        f'[server]\ndiscover = false\n[providers.scripted]\nbase_url = "{endpoint.base_url}"\n',
        encoding="utf-8",
    )
    endpoint.answer(delta(content="Answered without a download."), *finish())
    with bare_machine.open() as app:
        app.wait_for("No model is here yet")
        app.wait_for("1  scripted/tiny")
        app.send("1")
        app.wait_for("scripted/tiny answers")
        app.send("hello\r")
        app.wait_for("Answered without a download.")


def test_a_model_fetched_by_another_program_ends_the_waiting(bare_machine: Machine, model_file: Path) -> None:
    with bare_machine.open() as app:
        app.wait_for("No model is here yet")
        app.send("Say hello\r")
        app.wait_for("waits to be sent")
        place(model_file, bare_machine.paths.models_dir / "smollm2-135m.gguf")
        app.wait_for("The model is here.")
        app.wait_for("ctx ")  # which a run that was answered leaves, however short its reply
