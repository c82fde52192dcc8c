"""What can go wrong at a provider, in a sentence that names it and says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui_threads.server.providers.completion import ErrorCode, ProviderError, TooLong

_LONGEST_QUOTE = 300
_TOO_LONG = re.compile(
    r"context.{0,10}(length|size|window)|maximum context|exceed_context|prompt is too long|too many tokens",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Failures:
    """Makes the errors of one provider; knows its key only to keep it out of them."""

    provider: str
    base_url: str
    key: str | None
    key_env: str | None

    def status(self, status: int, said: str, model: str | None, code: str | None = None) -> ProviderError:
        """The provider answered with an HTTP status that is an error.

        Args:
            said: the provider's own message.
            model: what was asked for, None where no model was.
            code: the provider's own code, such as `insufficient_quota`.
        """
        quote = self._quote(said)
        if status in (401, 403):
            return self._error(f"does not accept the key ({status}). {self._mend_key()}{quote}")
        if status == 429:
            return self._rate_limit(quote, code)
        if _TOO_LONG.search(said) or status == 413:
            return TooLong(
                f"Provider `{self.provider}` says that the conversation is too long for the model. Start a "
                f"new thread, or set a truncation_strategy.{quote}"
            )
        if status == 404:
            what = f"has no model `{model}`" if model else "has no such address"
            return self._error(
                f"{what} (404). Check the model's name and the base_url {self.base_url}.{quote}"
            )
        if status >= 500:
            return self._error(f"failed ({status}). Try again; if it stays, look at its own log.{quote}")
        return self._error(f"refused the request ({status}).{quote}", "invalid_prompt")

    def refused(self, reason: str) -> ProviderError:
        """No connection could be made."""
        return self._error(f"cannot be reached at {self.base_url} ({self._clean(reason)}). Is it running?")

    def timeout(self, seconds: float) -> ProviderError:
        """Nothing came for too long."""
        return self._error(
            f"did not answer within {seconds:.0f} seconds. Try again, or choose a smaller or faster model."
        )

    def cut(self, reason: str) -> ProviderError:
        """The answer ended before its end."""
        return self._error(
            f"broke off in the middle of its answer ({self._clean(reason)}). What came is kept; try again."
        )

    def unreadable(self, reason: str) -> ProviderError:
        """The answer is not what this protocol knows."""
        return self._error(
            f"gave an answer that is no chat completion ({self._clean(reason)}). Does base_url "
            f"{self.base_url} end where `/chat/completions` begins?"
        )

    def in_stream(self, said: str, code: str | None, model: str | None) -> ProviderError:
        """An error took the place of the next chunk."""
        if code and code.isdecimal() and 400 <= int(code) <= 599:
            return self.status(int(code), said, model)
        if code and "rate_limit" in code:
            return self._rate_limit(self._quote(said), code)
        if _TOO_LONG.search(f"{code} {said}"):
            return self.status(400, f"{code} {said}", model)
        return self._error(f"failed in the middle of its answer.{self._quote(said)}")

    def _rate_limit(self, quote: str, code: str | None) -> ProviderError:
        if code == "insufficient_quota":
            text = "says that its quota is used up (429). Check the plan and billing there."
        else:
            text = "says that it gets too many requests (429). Wait a little and try again."
        return self._error(f"{text}{quote}", "rate_limit_exceeded")

    def _mend_key(self) -> str:
        if not self.key_env:
            return f"Set api_key_env in [providers.{self.provider}] and the key in that variable."
        if self.key:
            return f"Correct the environment variable {self.key_env} and restart the server."
        login = f"`threads-tui login --provider {self.provider}`"
        return f"Set the environment variable {self.key_env}, or run {login}, and restart the server."

    def _error(self, text: str, code: ErrorCode = "server_error") -> ProviderError:
        return ProviderError(f"Provider `{self.provider}` {text}", code)

    def _quote(self, said: str) -> str:
        cleaned = self._clean(said)
        return f" It said: {cleaned}" if cleaned else ""

    def _clean(self, said: str) -> str:
        if self.key:
            said = said.replace(self.key, "[key]")
        said = " ".join(said.split())
        return said if len(said) <= _LONGEST_QUOTE else said[:_LONGEST_QUOTE] + "…"
