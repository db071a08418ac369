/** What an attack is told about its surroundings. */
export interface AttackAim {
  /** A port on which this computer answers, on every address it has. */
  readonly everywherePort: number;
  /** A port on which it answers on its loopback alone. */
  readonly loopbackPort: number;
  /** This computer's own addresses. */
  readonly hostAddresses: readonly string[];
  /** Addresses and ports of other containers. */
  readonly neighbours: readonly (readonly [string, number])[];
}

/**
 * A Python script that tries everything a script in a container must not be able to do, and prints one JSON object:
 * per attack `true` where it succeeded, else what stopped it.
 */
export function attackScript(aim: AttackAim): string {
  return `
import ctypes, errno, glob, json, os, socket, stat, struct
aim = json.loads(r'''${JSON.stringify(aim)}''')
libc = ctypes.CDLL(None, use_errno=True)
done = {}

def attempt(name, attack):
    # Each in a process of its own: one that succeeds changes what the next one could do.
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            attack()
            os.write(told, b"done")
        except Exception as error:
            os.write(told, errno.errorcode.get(getattr(error, "errno", None), type(error).__name__).encode())
        os._exit(0)
    os.close(told)
    result = os.read(heard, 99).decode()
    os.waitpid(child, 0)
    os.close(heard)
    done[name] = True if result == "done" else result

def ask(address, port, device=None, family=socket.AF_INET):
    with socket.socket(family) as one:
        one.settimeout(1)
        if device:
            one.setsockopt(socket.SOL_SOCKET, 25, device.encode())
        one.connect((address, port) if family == socket.AF_INET else (address, port, 0, socket.if_nametoindex(device)))
        one.send(b"GET / HTTP/1.0\\r\\n\\r\\n")
        if not one.recv(100):
            raise TimeoutError

def first(attacks):
    fault = None
    for attack in attacks:
        try:
            return attack()
        except Exception as error:
            fault = error
    if fault:
        raise fault
    raise LookupError

def call(number, *words):
    ctypes.set_errno(0)
    if libc.syscall(ctypes.c_long(number), *words) < 0:
        raise OSError(ctypes.get_errno(), "")

def gateways():
    for line in open("/proc/net/route").read().split("\\n")[1:]:
        parts = line.split()
        if parts and parts[1] == "00000000":
            yield socket.inet_ntoa(struct.pack("<I", int(parts[2], 16)))

def write(path):
    def go():
        with open(path, "w") as one:
            one.write("x")
        os.remove(path)
    return go

def escape_by_core():
    with open("/proc/sys/kernel/core_pattern", "r+") as one:
        one.write(one.read())

devices = [name for name in os.listdir("/sys/class/net") if name != "lo"][:2] or [None]
hosts = [*gateways(), *aim["hostAddresses"]]
attempt("a service on the host's loopback", lambda: first(
    lambda host=host: ask(host, aim["loopbackPort"]) for host in ["127.0.0.1", "localhost", *hosts]))
attempt("a service on the host's addresses", lambda: first(
    lambda host=host: ask(host, aim["everywherePort"]) for host in hosts))
attempt("the same past the routes", lambda: first(
    lambda host=host, device=device: ask(host, aim["everywherePort"], device) for host in hosts for device in devices if device))
attempt("the same by a link-local address", lambda: first(
    lambda host=host, device=device: ask(host, aim["everywherePort"], device, socket.AF_INET6)
    for host in ["fe80::1", "ff02::1"] for device in devices if device))
attempt("the cloud's metadata", lambda: first(
    lambda device=device: ask("169.254.169.254", aim["everywherePort"], device) for device in [None, *devices]))
attempt("other containers", lambda: first(lambda host=host, port=port: ask(host, port) for host, port in aim["neighbours"]))
def engine():
    with socket.socket(socket.AF_UNIX) as one:
        one.connect("/var/run/docker.sock")
attempt("the Docker socket", engine)
attempt("raw sockets", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).close())
attempt("packet sockets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3).close())
attempt("becoming root", lambda: os.setuid(0))
attempt("programs that become root", lambda: first(
    (lambda path=path: None) for place in ("/usr/bin", "/usr/sbin", "/usr/lib/openssh") for path in glob.glob(place + "/*")
    if os.stat(path).st_mode & stat.S_ISUID))
attempt("mounting", lambda: call(165, b"none", b"/tmp", b"tmpfs", 0, None))
attempt("mounting again with the right to write", lambda: call(165, None, b"/", None, 32, None))
attempt("namespaces of its own", lambda: call(272, 0x10000000))
attempt("devices", lambda: os.mknod("/tmp/device", stat.S_IFBLK | 0o666, os.makedev(8, 0)))
attempt("the kernel's log", lambda: call(103, 3, ctypes.create_string_buffer(99), 99))
attempt("the clock", lambda: call(164, None, struct.pack("ii", 0, 0)))
attempt("the kernel's settings", escape_by_core)
attempt("another root", lambda: os.chroot("/tmp"))
def name_of(process):
    try:
        return open("/proc/%s/comm" % process).read().strip()
    except OSError:
        return None
def trace():
    for process in filter(str.isdigit, os.listdir("/proc")):
        if name_of(process) == "dockerd":
            return call(101, 0x4206, int(process), 0, 0)
    raise ProcessLookupError
attempt("tracing the host's processes", trace)
for place in ("/", "/etc", "/usr/bin", "/usr/lib/cronium", "/dev", "/run"):
    attempt("writing to " + place, write(place.rstrip("/") + "/probe"))
print(json.dumps(done))
`;
}
