"""The parts of the chat screen, each with one job, and what each is given."""

from __future__ import annotations

from textual.screen import Screen

from tui_threads.ui.actions.assistants import Assistants
from tui_threads.ui.actions.attaching import Attaching
from tui_threads.ui.actions.commands import Commands
from tui_threads.ui.actions.composing import Composing
from tui_threads.ui.actions.exporting import Export
from tui_threads.ui.actions.fetching import Fetching
from tui_threads.ui.actions.file_naming import FileNaming
from tui_threads.ui.actions.files import Files
from tui_threads.ui.actions.forks import Forks
from tui_threads.ui.actions.images import Images
from tui_threads.ui.actions.importing import Import
from tui_threads.ui.actions.inspector import Inspector
from tui_threads.ui.actions.ladders import Ladders
from tui_threads.ui.actions.layout import Layout
from tui_threads.ui.actions.log import Log
from tui_threads.ui.actions.messages import Messages
from tui_threads.ui.actions.model_card import SmallModel
from tui_threads.ui.actions.opening import Opening
from tui_threads.ui.actions.outputs_form import OutputsForm
from tui_threads.ui.actions.queue import Queue
from tui_threads.ui.actions.reading_places import ReadingPlaces
from tui_threads.ui.actions.rows import Rows
from tui_threads.ui.actions.run_news import RunNews
from tui_threads.ui.actions.runs import Runs
from tui_threads.ui.actions.search import Search
from tui_threads.ui.actions.seeking import Seeking
from tui_threads.ui.actions.servers import Servers
from tui_threads.ui.actions.settings import SettingsInForce
from tui_threads.ui.actions.templates import Templates
from tui_threads.ui.actions.tool_calls import ToolCalls
from tui_threads.ui.actions.unread import Unread
from tui_threads.ui.actions.writing import Writing
from tui_threads.ui.call_desk import CallDesk
from tui_threads.ui.doing import Doing
from tui_threads.ui.drawing import Drawing
from tui_threads.ui.image_fetching import ImageFetcher
from tui_threads.ui.panes import Panes
from tui_threads.ui.setup import Setup
from tui_threads.ui.stage import Stage
from tui_threads.ui.workspace import Workspace


class Parts:
    """Made once for a screen. A part is given those it calls, which are made before it."""

    def __init__(self, screen: Screen[None], setup: Setup) -> None:
        self.stage = stage = Stage(screen, on_notice=lambda: self.drawing.show_status())  # noqa: PLW0108  # it is made later
        self.work = work = Workspace(
            setup,
            stage,
            on_list=lambda: self.drawing.list_changed(),  # noqa: PLW0108
            on_link=lambda: self.drawing.link_changed(),  # noqa: PLW0108
        )
        self.panes = panes = Panes(ascii_only=setup.settings.ui.ascii, model_offer=setup.model_offer)
        self.drawing = Drawing(stage, work, panes)
        self.doing = Doing(stage, work, panes)
        self.layout = Layout(screen, stage, panes, work.cache)
        self.opening = Opening(stage, work, panes, self.drawing, self.layout)
        self._make_threads()
        self._make_talk()
        self._make_files()
        self._make_composer()
        self._make_tools()
        self._make_house()
        self.ladders = Ladders(
            stage, work, panes, layout=self.layout, runs=self.runs, selected=screen.get_selected_text
        )
        self.opening.followers = (
            self.file_naming,
            self.unread,
            self.seeking,
            self.search,
            self.reading_places,
            self.run_news,
            self.tool_calls,
            self.inspector,
        )

    def _make_threads(self) -> None:
        stage, work, panes, drawing = self.stage, self.work, self.panes, self.drawing
        self.exporting = Export(stage, work)
        self.importing = Import(stage, work)
        self.rows = Rows(stage, work, drawing, self.opening, self.exporting)
        self.fetching = Fetching(stage, work, self.opening)
        self.seeking = Seeking(stage, work, panes, self.opening)
        self.search = Search(stage, work, self.layout, self.opening, self.seeking)
        self.reading_places = ReadingPlaces(stage, work, panes, self.seeking)
        self.unread = Unread(stage, work, panes)
        self.forks = Forks(
            stage, work, panes, drawing, opening=self.opening, seeking=self.seeking, fetching=self.fetching
        )

    def _make_talk(self) -> None:
        stage, work, panes, drawing = self.stage, self.work, self.panes, self.drawing
        self.runs = Runs(stage, work)
        self.run_news = RunNews(stage, work)
        self.inspector = Inspector(stage, work, panes, self.layout)
        self.queue = Queue(stage, work, panes, drawing, opening=self.opening, runs=self.runs)
        self.messages = Messages(stage, work, self.queue, self.forks)
        self.small_model = SmallModel(stage, work, panes, drawing)
        self.assistants = Assistants(
            stage, work, panes, drawing, forks=self.forks, small_model=self.small_model
        )

    def _make_files(self) -> None:
        fetcher = ImageFetcher(self.work.link, self.work.profile, self.work.setup.image_folder)
        self.images = Images(self.stage, self.work, self.panes, fetcher)
        self.files = Files(self.stage, self.work, fetcher)
        self.file_naming = FileNaming(self.stage, self.work, self.panes)

    def _make_composer(self) -> None:
        stage, work, panes = self.stage, self.work, self.panes
        self.writing = Writing(stage, work, panes)
        self.templates = Templates(stage, panes, work.setup.templates_folder)
        self.attaching = Attaching(stage, work, panes, self.drawing)
        self.composing = Composing(
            stage,
            work,
            panes,
            doing=self.doing,
            queue=self.queue,
            attaching=self.attaching,
            templates=self.templates,
        )

    def _make_tools(self) -> None:
        stage, work = self.stage, self.work
        call_desk = CallDesk(work.cache, lambda: work.settings, stage.ask)
        self.outputs_form = OutputsForm(stage, work, call_desk)
        self.commands = Commands(stage, work.cache, call_desk)
        self.tool_calls = ToolCalls(
            stage,
            work,
            self.panes,
            self.drawing,
            opening=self.opening,
            writing=self.writing,
            news=self.run_news,
            call_desk=call_desk,
            form=self.outputs_form,
        )

    def _make_house(self) -> None:
        stage, work = self.stage, self.work
        self.log = Log(stage, work.setup)
        self.servers = Servers(stage, work)
        self.settings = SettingsInForce(
            stage, work, self.panes, self.drawing, layout=self.layout, servers=self.servers
        )
