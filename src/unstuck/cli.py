"""The command line. It only parses: what a command does is in modules that are imported when it is called."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from unstuck import doctor_cli
from unstuck.errors import InputError
from unstuck.manual import Manual
from unstuck.manual import option as _option

T = TypeVar("T")

_DATA, _NETWORK, _TRAINING = "The data", "The network", "The training"
_CARE = "Against overfitting, and for rare classes"
_RUN = "The run"


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def main() -> None:
    """Run the command line: the entry point of the program. A mistake of the user's is said in words, exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # where × or → cannot be shown, ? is
    if "--help" in sys.argv:
        print(help_page(sys.argv[1:]))
        return
    try:
        app(prog_name="unstuck")
    except InputError as error:
        from unstuck.settings import in_options

        print(f"unstuck: {in_options(str(error))}", file=sys.stderr)
        sys.exit(2)
    except MemoryError as error:
        print(f"unstuck: out of memory ({error}). Use narrower layers, or fewer rows.", file=sys.stderr)
        sys.exit(2)


def help_page(arguments: Sequence[str]) -> str:
    """Write the help of the command that is named in the arguments, or of the program.

    Typer can do this too, but first it imports, and sets up, what it needs to convert the values of options.
    """
    program = typer.main.get_group(app)
    context = typer.Context(program, info_name="unstuck")
    name = next((argument for argument in arguments if argument in program.commands), None)
    if name is None:
        return program.get_help(context)
    return program.commands[name].get_help(typer.Context(program.commands[name], info_name=name, parent=context))


def _version(wanted: bool) -> None:
    if wanted:
        import unstuck

        print(f"unstuck {unstuck.__version__}")
        raise typer.Exit


@app.callback(no_args_is_help=True)
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Networks written from first principles that learn.

    \b
    unstuck check my_network.py     why does mine not learn, and on which line?
    unstuck explain U301            a fault explained; unstuck faults lists them
    unstuck demo                    the networks of four posts: as posted, and learning
    unstuck train mnist-5k          train on real digits that come with the package
    unstuck train --help            the manual: data, network, training, run folder
    unstuck predict runs/mnist-5k-1 digit.png
    """  # noqa: D301 (the \b keeps the lines below it as they are)


app.command(cls=Manual, no_args_is_help=True)(doctor_cli.check)
app.command(cls=Manual, no_args_is_help=True)(doctor_cli.explain)
app.command(cls=Manual)(doctor_cli.faults)


@app.command(cls=Manual)
def demo(seed: Annotated[int, typer.Option(metavar="N", help="Seed of all random numbers.")] = 0) -> None:
    """Train the networks of four posts: as posted, and repaired."""
    from unstuck import demo

    demo.run(seed=seed)


@app.command(cls=Manual, no_args_is_help=True)
def train(
    data: Annotated[str | None, typer.Argument(metavar="DATA", show_default=False)] = None,
    target: Annotated[
        str | None,
        _option(
            _DATA,
            "COLUMN",
            "The column of a table to be learnt, its name or number. Default: the one called target, label, class or "
            "y, else the last.",
        ),
    ] = None,
    header: Annotated[
        bool | None,
        _option(
            _DATA,
            None,
            "Row 1 of a CSV file holds the names of the columns, or it does not. Default: by what is in it.",
            "--header/--no-header",
        ),
    ] = None,
    task: Annotated[
        str | None,
        _option(_DATA, "TASK", "classification or regression. Default: by what the target is."),
    ] = None,
    test: Annotated[
        float | None,
        _option(
            _DATA,
            "FRACTION",
            "Rows held out for the end, where the data has no test part of its own. Default: 0.2; 0 with fewer than 20 "
            "rows.",
        ),
    ] = None,
    validation: Annotated[
        float | None,
        _option(
            _DATA,
            "FRACTION",
            "Rows of the rest that are measured after each epoch, not learnt from. Default: 0.1; 0 with fewer than 20 "
            "rows.",
        ),
    ] = None,
    scale: Annotated[
        str | None,
        _option(
            _DATA,
            "HOW",
            "unit (0 to 1), symmetric (-1 to 1), standard (mean 0, deviation 1) or none, measured on training rows. "
            "Default: unit for grey images, symmetric for coloured ones, standard for tables.",
        ),
    ] = None,
    dtype: Annotated[str | None, _option(_DATA, "TYPE", "float32 or float64. Default: as the data is.")] = None,
    data_dir: Annotated[
        Path | None,
        _option(_DATA, "FOLDER", "Where the files of mnist, fashion-mnist or cats are already."),
    ] = None,
    hidden: Annotated[
        str | None,
        _option(
            _NETWORK,
            "WIDTHS",
            "Units of each hidden layer: 300, or 64,64, or none. Default: 300 for images, 32,32 for tables.",
        ),
    ] = None,
    activation: Annotated[
        str | None,
        _option(
            _NETWORK,
            "NAME",
            "Of the hidden layers: sigmoid, tanh, relu, leaky_relu, softplus, gelu, exp, identity, softmax; or one "
            "each, as tanh,relu. Default: relu.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        _option(_NETWORK, "NAME", "Activation of the outputs. Default: the one that belongs with the loss."),
    ] = None,
    loss: Annotated[
        str | None,
        _option(
            _NETWORK,
            "NAME",
            "binary_cross_entropy, categorical_cross_entropy, half_squared_error, mean_squared_error, huber or "
            "poisson. Default: the first for 2 classes, the second for more, mean_squared_error for numbers.",
        ),
    ] = None,
    init: Annotated[
        str | None,
        _option(
            _NETWORK,
            "NAME",
            "Start of the weights: glorot, he or lecun with _normal or _uniform, zeros, normal:0.1, uniform:0.5, "
            "constant:1, or as often written: randn*0.01, rand/100. Default: he_normal before the ReLU family, "
            "glorot_uniform before others.",
        ),
    ] = None,
    bias_init: Annotated[str | None, _option(_NETWORK, "NAME", "Start of the biases. Default: zeros.")] = None,
    epochs: Annotated[
        int | None,
        _option(_TRAINING, "N", "How often all rows are met. Default: so often as makes 2,500 steps; 20 to 1,000."),
    ] = None,
    batch_size: Annotated[
        str | None,
        _option(
            _TRAINING,
            "N",
            "Rows of a step: 1 for single rows, full for all at once. Default: 32; 128 from 20,000 rows.",
        ),
    ] = None,
    order: Annotated[
        str | None,
        _option(
            _TRAINING,
            "ORDER",
            "shuffle (a new order each epoch), random (drawn with replacement) or sequential. Default: shuffle.",
        ),
    ] = None,
    optimizer: Annotated[
        str | None,
        _option(_TRAINING, "NAME", "sgd, momentum, nesterov, rmsprop, adam or adamw. Default: adam."),
    ] = None,
    learning_rate: Annotated[
        float | None,
        _option(
            _TRAINING,
            "RATE",
            "How long the steps are. Default: 0.01 for tables and 0.001 for images; sgd 0.1, momentum and nesterov "
            "0.02, rmsprop 0.001.",
            "--learning-rate",
            "--lr",
        ),
    ] = None,
    schedule: Annotated[
        str | None,
        _option(
            _TRAINING,
            "NAME",
            "How the learning rate goes on: constant; step, halved every 10 epochs; cosine, down to 0 at the end; "
            "inverse_scaling, divided by the root of the number of the step; plateau, halved when the loss has not "
            "fallen for 10 epochs. Default: constant.",
        ),
    ] = None,
    momentum: Annotated[
        float | None,
        _option(_TRAINING, "DECAY", "Of momentum and nesterov; the first beta of adam and adamw. Default: 0.9."),
    ] = None,
    clip: Annotated[
        float | None, _option(_TRAINING, "NORM", "Shorten a gradient that is longer. Default: never.")
    ] = None,
    l2: Annotated[
        float | None,
        _option(
            _CARE,
            "LAMBDA",
            "Add LAMBDA/2 times the sum of the squared weights to the loss. Default: 0.001 for tables of 20 rows to "
            "20,000, except with adamw; else 0.",
            "--l2",
        ),
    ] = None,
    weight_decay: Annotated[float | None, _option(_CARE, "DECAY", "Of adamw. Default: 0.01.")] = None,
    dropout: Annotated[
        str | None,
        _option(
            _CARE,
            "PROBABILITY",
            "With which a hidden unit is left out of a step: 0.2, or one for each layer, 0.1,0.5. Default: 0.",
        ),
    ] = None,
    patience: Annotated[
        int | None,
        _option(_CARE, "N", "Stop after N epochs without a lower validation loss. Default: never."),
    ] = None,
    min_delta: Annotated[
        float | None, _option(_CARE, "D", "A loss is lower only if it is by more than this. Default: 0.")
    ] = None,
    keep_best: Annotated[
        bool | None,
        _option(
            _CARE,
            None,
            "The model is that of the epoch with the lowest validation loss, or of the last one. Default: the best, "
            "where there are validation rows.",
            "--keep-best/--keep-last",
        ),
    ] = None,
    class_weight: Annotated[
        str | None,
        _option(_CARE, "balanced", "Let every class count the same, however few its rows are."),
    ] = None,
    seed: Annotated[
        int | None, _option(_RUN, "N", "Of all random numbers: the same seed, the same run. Default: 0.")
    ] = None,
    out: Annotated[
        Path | None, _option(_RUN, "FOLDER", "The run folder; a new one. Default: runs/NAME-1, -2 and so on.")
    ] = None,
    resume: Annotated[
        Path | None,
        _option(_RUN, "FOLDER", "Go on with the run in this folder, with its settings, but perhaps more --epochs."),
    ] = None,
    quiet: Annotated[bool, _option(_RUN, None, "Print the result only.", "--quiet", "-q")] = False,
) -> None:
    """Train a network, watch it learn, and keep everything in a run folder.

    \b
    DATA is one of
      a name       xor, iris, digits, mnist-5k; fetched once: mnist, fashion-mnist; cats
      a table      .csv, .tsv, .parquet, .npy: one column is the target
      arrays       .npz with x and y, or x_train, y_train, x_test, y_test; IDX files
      images       a folder with a folder of images for each class
      openml:NAME  fetched from openml.org

    \b
    Examples
      unstuck train mnist-5k
      unstuck train flowers.csv --target species --hidden 64,64 --activation tanh
      unstuck train mnist --optimizer sgd --batch-size 1 --order random --epochs 10

    \b
    The run folder holds
      model.safetensors      the network: for `unstuck predict`, unstuck.Model.load
      result.json            accuracy, confusion matrix, wrong answers
      history.csv            loss and accuracy after each epoch
      learning_curves.svg    the same drawn (also .png)
      first_layer.svg        the weights of the first layer (also .png)
      confusion.svg          the confusion matrix; wrong.svg: images answered wrongly
      settings.json          all that is needed to repeat the run
      checkpoint.safetensors for --resume: the same numbers as without the break,
                             to the last bit, even after kill -9

    Ctrl-C ends training early and keeps what was learnt. Progress goes to stderr, the result to stdout. Exit codes: 0
    trained, 1 stopped by a number that became infinite, 2 wrong usage or file, 130 Ctrl-C.
    """  # noqa: D301 (see `program`)
    given = {name: value for name, value in locals().items() if value is not None}
    options = {name: value for name, value in given.items() if name not in ("quiet", "out", "resume")}
    if resume is None and data is None:
        raise InputError("What is to be learnt? Name the data: unstuck train DATA (see unstuck train --help).")
    others = sorted(set(given) - {"resume", "epochs", "quiet"})
    if resume is not None and others:
        listed = ", ".join("DATA" if name == "data" else "--" + name.replace("_", "-") for name in others)
        raise InputError(f"--resume goes on with the settings of the run in {resume}: leave out {listed}.")
    raise typer.Exit(_train(options, out, resume, quiet))


def _train(options: dict[str, Any], out: Path | None, resume: Path | None, quiet: bool) -> int:
    from unstuck import console, runs
    from unstuck.settings import Settings

    if resume is not None:
        settings = runs.saved_settings(resume, options.get("epochs"))
    else:
        settings = Settings(**{name: _VALUES.get(name, _as_given)(value) for name, value in options.items()})
    run = runs.prepare(settings, progress=False if quiet else None)
    folder = resume or runs.new_folder(run.dataset.name, out)
    if not quiet:
        console.introduce(run)
        if resume is not None:
            console.say(f"The run goes on after epoch {runs.epochs_done(folder) or 0:,}.")
    with console.progress(run, quiet) as on_progress:
        result = runs.train(run, folder, shlex.join(["unstuck", *sys.argv[1:]]), on_progress, resume=resume is not None)
    console.say_how_it_ended(result)
    outcome = runs.write(run, result, folder)
    console.report(outcome, quiet)
    return {"diverged": 1, "interrupted": 130}.get(result.stopped, 0)


def _as_given(value: Any) -> Any:
    return value


def _each(name: str, convert: Callable[[str], T], expected: str) -> Callable[[str], tuple[T, ...]]:
    """Make the reader of a list with commas."""

    def read(text: str) -> tuple[T, ...]:
        try:
            return tuple(convert(part.strip()) for part in text.split(","))
        except ValueError:
            raise InputError(f"{name} is {text!r}; expected {expected}.") from None

    return read


def _widths(text: str) -> tuple[int, ...]:
    return () if text == "none" else _each("--hidden", int, "widths such as 300 or 64,64, or none")(text)


def _batch_size(text: str) -> int | str:
    return text if text == "full" else _each("--batch-size", int, "a number of rows, or full")(text)[0]


_VALUES: dict[str, Callable[[Any], Any]] = {
    "data_dir": str,
    "hidden": _widths,
    "activation": _each("--activation", str, "names"),
    "dropout": _each("--dropout", float, "a probability such as 0.2, or one for each hidden layer"),
    "batch_size": _batch_size,
}
"""How the text of an option becomes a setting, where it is more than a name or a number."""


@app.command(cls=Manual, no_args_is_help=True)
def predict(
    model: Annotated[Path, typer.Argument(metavar="MODEL", show_default=False)],
    data: Annotated[str, typer.Argument(metavar="DATA", show_default=False)],
    target: Annotated[
        str | None,
        _option(_DATA, "COLUMN", "The column with the known answers. Default: the one that was learnt."),
    ] = None,
    data_dir: Annotated[
        Path | None,
        _option(_DATA, "FOLDER", "Where the files of mnist, fashion-mnist or cats are already."),
    ] = None,
    header: Annotated[
        bool | None,
        _option(
            _DATA,
            None,
            "Row 1 of a CSV file holds the names of the columns, or it does not. Default: by what is in it.",
            "--header/--no-header",
        ),
    ] = None,
    style: Annotated[str, _option("The answers", "FORMAT", "text, csv or json. Default: text.", "--format")] = "text",
    output: Annotated[
        Path | None, _option("The answers", "FILE", "Write the answers to a file. Default: to stdout.")
    ] = None,
) -> None:
    """Let a trained network answer.

    \b
    MODEL is a run folder, or the model.safetensors in it.
    DATA  is what `unstuck train` takes, also a table without the target column; then the
          accuracy is told too, where the right answers are known;
          or an image, such as the photograph of a digit: it is made grey, put light on
          dark, and fitted to the size that the network knows, as MNIST's digits were.

    \b
    Examples
      unstuck predict runs/mnist-5k-1 digit.png
      unstuck predict runs/flowers-1 new.csv --format csv --output answers.csv
    """  # noqa: D301 (see `program`)
    from unstuck import predictions

    answers = predictions.predict(model, data, target=target, data_dir=data_dir, header=header)
    predictions.show(answers, style, output)
