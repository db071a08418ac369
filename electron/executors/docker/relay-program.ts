/** Where the runtime API is reached inside a container's network. The name leads to the relay's own loopback. */
export const runtimeName = "runtime-api";
export const runtimePort = 8081;

/** As scripts are told it. */
export const runtimeAddress = `http://${runtimeName}:${String(runtimePort)}`;

/** Whose processes relays are: nobody that an image knows. */
export const relayUser = 10_081;

/** How many connections a script may have at once; further ones wait until one ends. */
export const connectionsAtOnce = 64;

/**
 * The relay: listens on the loopback of a container's network and brings each connection to the program as frames over
 * its stdin and stdout (relay-frames.ts says how). Arguments: port, user, what closes the network (netlink messages as
 * hexadecimal digits, sent before anything else; empty: nothing). It imports nothing but the interpreter's own built-in
 * modules: that starts in 11 ms and takes 8 MB, where `import socket` takes 40 ms and Node 70 ms and 49 MB.
 */
export const relayProgram = `
import _socket, select, posix, sys

HELLO, OPEN, DATA, END, RESET, CREDIT, LOST = 1, 2, 3, 4, 5, 6, 7
LONGEST, WINDOW, PORTION, MOST, MARK = 65536, 131072, 32768, ${String(connectionsAtOnce)}, 90
IN, OUT = select.POLLIN, select.POLLOUT

def close_network(batch):
    link = _socket.socket(16, 3, 12)
    link.settimeout(5)
    link.bind((0, 0))
    expected, at = 0, 0
    while at < len(batch):
        expected += batch[at + 6] >> 2 & 1
        at += int.from_bytes(batch[at:at + 4], sys.byteorder)
    link.sendto(batch, (0, 0))
    while expected:
        answer, at = link.recv(65536), 0
        while at < len(answer):
            fault = int.from_bytes(answer[at + 16:at + 20], sys.byteorder, signed=True)
            if fault:
                sys.exit("the network could not be closed: " + posix.strerror(-fault))
            expected -= 1
            at += int.from_bytes(answer[at:at + 4], sys.byteorder) + 3 & ~3
    link.close()

port, user, batch = int(sys.argv[1]), int(sys.argv[2]), bytes.fromhex(sys.argv[3])
if batch:
    close_network(batch)
if posix.getuid() == 0:
    posix.setgroups([])
    posix.setresgid(user, user, user)
    posix.setresuid(user, user, user)

listener = _socket.socket(2, 1)
listener.setsockopt(1, 2, 1)
listener.bind(("127.0.0.1", port))
listener.listen(MOST)
listener.setblocking(False)
posix.set_blocking(0, False)
posix.set_blocking(1, False)
poll = select.poll()
poll.register(0, IN)
connections, by_socket = {}, {}
incoming, outgoing = bytearray(), bytearray()
lost, last, listening, crowded, filled = True, 0, False, False, False

class Connection:
    __slots__ = ("number", "socket", "place", "out", "credit", "owed", "heard_end", "told_end", "is_shut", "watched")

def send(kind, number, payload=b""):
    outgoing.extend(bytes((kind,)) + len(payload).to_bytes(3, "big") + number.to_bytes(4, "big"))
    outgoing.extend(payload)
    outgoing.append(MARK)

def accept():
    global last
    try:
        place, _ = listener._accept()
    except OSError:
        return
    c = Connection()
    c.socket = _socket.socket(fileno=place)
    c.socket.setblocking(False)
    c.socket.setsockopt(6, 1, 1)
    last += 1
    c.number, c.place, c.out, c.credit, c.owed, c.watched = last, place, bytearray(), WINDOW, 0, 0
    c.heard_end = c.told_end = c.is_shut = False
    connections[c.number] = by_socket[place] = c
    send(OPEN, c.number)
    watch(c)

def watch(c):
    wanted = 0
    if not c.heard_end and c.credit > 0 and not crowded:
        wanted |= IN
    if c.out or c.told_end and not c.is_shut:
        wanted |= OUT
    if wanted == c.watched:
        return
    if wanted:
        poll.register(c.place, wanted)
    else:
        poll.unregister(c.place)
    c.watched = wanted

def forget(c):
    del connections[c.number], by_socket[c.place]
    if c.watched:
        poll.unregister(c.place)
    c.socket.close()

def abort(c):
    try:
        c.socket.setsockopt(1, 13, b"\\1\\0\\0\\0\\0\\0\\0\\0")
    except OSError:
        pass
    forget(c)

def read(c):
    try:
        data = c.socket.recv(min(LONGEST, c.credit))
    except BlockingIOError:
        return
    c.credit -= len(data)
    if data:
        send(DATA, c.number, data)
    else:
        c.heard_end = True
        send(END, c.number)

def write(c):
    if c.out:
        try:
            sent = c.socket.send(c.out)
        except BlockingIOError:
            return
        del c.out[:sent]
        c.owed += sent
        if c.owed >= PORTION:
            send(CREDIT, c.number, c.owed.to_bytes(4, "big"))
            c.owed = 0
    if c.told_end and not c.out and not c.is_shut:
        c.is_shut = True
        c.socket.shutdown(1)

def attend(c, happened):
    try:
        if happened & OUT:
            write(c)
        if happened & ~OUT and not c.heard_end and c.credit > 0:
            read(c)
    except OSError:
        send(RESET, c.number)
        abort(c)
        return
    if c.heard_end and c.is_shut:
        forget(c)
    else:
        watch(c)

def lose():
    global lost
    if not lost:
        lost = True
        for c in list(connections.values()):
            abort(c)
        send(LOST, 0)

def obey(kind, number, payload):
    global lost
    if kind == HELLO:
        for c in list(connections.values()):
            abort(c)
        outgoing.clear()
        lost = False
        send(HELLO, 0, payload)
        return
    c = connections.get(number)
    if lost or c is None:
        return
    if kind == RESET or kind == DATA and len(c.out) + len(payload) > WINDOW:
        abort(c)
        return
    if kind == DATA:
        c.out += payload
    elif kind == END:
        c.told_end = True
    elif kind == CREDIT:
        c.credit += int.from_bytes(payload, "big")
    attend(c, OUT)

def take():
    data = posix.read(0, 131072)
    if not data:
        sys.exit(0)
    incoming.extend(data)
    at, size = 0, len(incoming)
    while True:
        while at < size and not incoming[at]:
            at += 1
        if size - at < 8:
            break
        kind, length = incoming[at], int.from_bytes(incoming[at + 1:at + 4], "big")
        if kind > LOST or length > LONGEST:
            lose()
            at += 1
            continue
        end = at + 8 + length
        if size <= end:
            break
        if incoming[end] == MARK:
            obey(kind, int.from_bytes(incoming[at + 4:at + 8], "big"), bytes(incoming[at + 8:end]))
        else:
            lose()
        at = end + 1
    del incoming[:at]

def flush():
    try:
        while outgoing:
            del outgoing[:posix.write(1, outgoing[:65536])]
    except BlockingIOError:
        pass

while True:
    for place, happened in poll.poll():
        if place == 0:
            take()
        elif place == listener.fileno():
            accept()
        elif place in by_socket:
            attend(by_socket[place], happened)
    flush()
    if filled != bool(outgoing):
        filled = not filled
        poll.register(1, OUT) if filled else poll.unregister(1)
    if crowded != (len(outgoing) > 262144):
        crowded = not crowded
        for c in connections.values():
            watch(c)
    if listening != (not lost and len(connections) < MOST):
        listening = not listening
        poll.register(listener, IN) if listening else poll.unregister(listener)
`;
