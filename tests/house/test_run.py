"""What ./run says when it cannot go on, and that nothing is left when it ends."""

import getpass
import os
import shutil
import signal
import socket
from pathlib import Path

import pytest

from tests.house.machine import Machine

pytestmark = pytest.mark.long


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_started_again_it_installs_nothing_and_opens(machine: Machine):
    machine.tool("npm", "exit 1")
    with machine.running():
        assert "pip" not in machine.asked()
        assert "-m app migrate" in machine.asked()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_nothing_running(machine: Machine, how: signal.Signals):
    with machine.running() as run:
        assert len(machine.left_behind()) == 3
        run.send_signal(how)
        assert run.wait(timeout=180) == 128 + how
    assert machine.left_behind() == []


def test_a_part_that_dies_is_named_and_takes_the_rest_along(machine: Machine):
    (machine.folder / "worker-dies").touch()
    assert "»worker« has stopped by itself (exit code 3)" in machine.refuses()
    assert machine.left_behind() == []


def test_killing_a_part_while_it_serves_ends_the_rest(machine: Machine):
    with machine.running() as run:
        os.kill(int((machine.folder / "web.pid").read_text()), signal.SIGKILL)
        assert run.wait(timeout=180) == 1
    assert machine.left_behind() == []


def test_a_taken_port_is_named_with_a_free_one_to_try(machine: Machine):
    with socket.create_server(("127.0.0.1", machine.port)):
        said = machine.refuses()
    assert f"port {machine.port} is taken" in said
    assert f"PORT={machine.port + 10} ./run" in said


def test_a_port_must_be_a_number(machine: Machine):
    assert "STANDINS_PORT must be the number of a port" in machine.refuses(STANDINS_PORT="http")


def test_without_python_it_says_which_and_how(machine: Machine):
    shutil.rmtree(machine.folder / ".venv")
    said = machine.refuses()
    assert "Python 3.11 or newer is missing" in said
    assert "sudo apt-get install --yes python3 python3-venv" in said


def test_an_old_python_is_not_taken(machine: Machine):
    shutil.rmtree(machine.folder / ".venv")
    machine.tool("python3", "exit 1")
    assert "Python 3.11 or newer is missing" in machine.refuses()


def test_without_venv_there_is_one_line_to_type(machine: Machine):
    shutil.rmtree(machine.folder / ".venv")
    machine.tool("python3", 'case "$*" in *venv*) exit 1 ;; esac')
    said = machine.refuses()
    assert "cannot make virtual environments" in said
    assert "sudo apt-get install --yes python3-venv" in said


def test_without_node_it_says_what_it_is_for(machine: Machine):
    shutil.rmtree(machine.folder / "node_modules")
    assert "Node 20 or newer, with npm, is missing" in machine.refuses()


def test_an_old_node_is_not_taken(machine: Machine):
    shutil.rmtree(machine.folder / "node_modules")
    machine.tool("node", "echo v18.20.4")
    machine.tool("npm", "exit 0")
    assert "Node 20 or newer, with npm, is missing" in machine.refuses()


def test_npm_packages_that_do_not_install_are_told_of(machine: Machine):
    shutil.rmtree(machine.folder / "node_modules")
    machine.tool("node", "echo v20.20.2")
    machine.tool("npm", "exit 1")
    assert "the npm packages could not be installed" in machine.refuses()


def test_python_packages_that_do_not_install_are_told_of_and_tried_again(machine: Machine):
    (machine.folder / ".venv/installed-requirements.txt").unlink()
    machine.python_fails("-m pip install")
    for _ in range(2):
        assert "the Python packages in requirements.txt could not be" in machine.refuses()


def test_a_full_disk_is_noticed_before_anything_breaks(machine: Machine):
    machine.tool("df", "echo head", "echo disk 9999999 9996927 3072 100% /")
    assert "the disk is nearly full: 3 MB are free here, and 100 MB are needed" in machine.refuses()


def test_a_var_that_cannot_be_written_in_is_named(machine: Machine):
    (machine.folder / "var").touch()
    assert "var is a file, and must be a directory" in machine.refuses()
    (machine.folder / "var").unlink()
    machine.tool("mkdir", "exit 1")
    assert f"sudo install -d -o {getpass.getuser()}" in machine.refuses()


def test_missing_system_packages_are_one_line_to_type(machine: Machine):
    machine.without_packages()
    machine.tool("id", "echo 1000")
    said = machine.refuses()
    assert "these system packages are missing: libpango-1.0-0 libpangoft2-1.0-0" in said
    assert "sudo apt-get install --yes --no-install-recommends libpango-1.0-0" in said


def test_root_gets_the_system_packages_installed(machine: Machine):
    machine.without_packages()
    machine.tool("id", "echo 0")
    machine.tool("apt-get", f'echo "$*" >>{machine.folder}/apt')
    with machine.running():
        update, install = (machine.folder / "apt").read_text().splitlines()
    assert update.startswith("update")
    assert install.endswith(
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-unifont"
    )


def test_without_pango_elsewhere_it_says_how_to_get_it(machine: Machine):
    machine.python_fails("pango")
    said = machine.refuses()
    assert "Pango is missing" in said
    assert "brew install pango" in said


def test_a_database_that_cannot_be_made_ready_stops_all_of_it(machine: Machine):
    machine.python_fails("-m app migrate")
    assert "the database could not be made ready" in machine.refuses()
    assert machine.left_behind() == []
