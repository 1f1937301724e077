"""A switch between network namespaces that delays, loses and cuts: what tc netem does, where a kernel has none.

usage: switch.py PREFIX HOST...   a HOST is NAME, NAME! for one behind a router that lets in only what was begun inside,
                                  or NAME~ for one behind a router that translates addresses as well;
                                  with @ADDRESS at its end it has that address instead, and the others are its way everywhere

Makes a namespace PREFIX+NAME for each host, with the address 10.78.7.N/24, N from 1 in the order given. Behind a router
that translates it is 192.168.78.N instead, and others see 10.78.7.N with another port for each connection: what iptables
calls masquerade with random ports. Needs root, iproute2 and /dev/net/tun. Says `ready`, then takes a command a line on
stdin and says `ok` to each:

    link delay=MS jitter=MS loss=PERCENT     of every frame, one way
    cut NAME...                              nothing passes between these and the others
    heal                                     ends the cut
    admit NAME                               the router of this one lets everybody in from now on

The namespaces are gone when stdin ends.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
TAP_WITHOUT_HEADER = 0x1002
LONGEST_FRAME = 65600
# Frames that wait in the switch; beyond, they are lost, as in a full router.
MOST_WAITING = 20000


def run(*command, may_fail=False):
    subprocess.run(command, check=not may_fail, stderr=subprocess.DEVNULL if may_fail else None)


def add_host(namespace, number, inside, address):
    """Makes a namespace with one interface; the other end of it is the descriptor that is returned."""
    run("ip", "netns", "del", namespace, may_fail=True)
    run("ip", "netns", "add", namespace)
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    interface = f"{namespace}t"
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH", interface.encode(), TAP_WITHOUT_HEADER))
    run("ip", "link", "set", interface, "netns", namespace)
    within = ("ip", "-n", namespace)
    run(*within, "link", "set", "lo", "up")
    run(*within, "link", "set", interface, "address", f"02:00:00:00:07:{number:02x}")
    usual = f"{dotted(private(number) if inside else public(number))}/24"
    run(*within, "addr", "add", f"{address}/32" if address else usual, "dev", interface)
    run(*within, "link", "set", interface, "up")
    if address:
        run(*within, "route", "add", "default", "dev", interface)
    if inside:
        run(*within, "route", "add", "10.78.7.0/24", "dev", interface)
    # What a default route does elsewhere: multicast needs to know which way.
    run(*within, "route", "add", "224.0.0.0/4", "dev", interface)
    return tap


def public(number):
    return bytes((10, 78, 7, number))


def private(number):
    return bytes((192, 168, 78, number))


def dotted(address):
    return ".".join(str(byte) for byte in address)


def summed(data):
    """The checksum of the Internet (RFC 1071)."""
    total = sum(struct.unpack(f">{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Router:
    """Translates the addresses of one host: outside it has another one, and another port for each connection."""

    def __init__(self, number):
        self.outside, self.inside = public(number), private(number)
        self.ports, self.origins = {}, {}

    def out(self, frame):
        """The frame as it leaves; None when it does not."""
        if frame[12:14] == b"\x08\x06":
            return replaced(frame, 28, self.outside) if frame[28:32] == self.inside else None
        return self.translated(frame, self.leaving)

    def into(self, frame):
        """The frame as it arrives inside; None for what was not begun there."""
        if frame[12:14] == b"\x08\x06":
            return replaced(frame, 38, self.inside) if frame[38:42] == self.outside else frame
        return self.translated(frame, self.arriving)

    def translated(self, frame, change):
        at = 14 + (frame[14] & 15) * 4
        if frame[12:14] != b"\x08\x00" or frame[23] != 6 or len(frame) < at + 20:
            return None
        changed = change(bytearray(frame), at)
        if changed is None:
            return None
        changed[24:26] = b"\0\0"
        changed[24:26] = struct.pack(">H", summed(bytes(changed[14:at])))
        end = 14 + struct.unpack(">H", changed[16:18])[0]
        changed[at + 16 : at + 18] = b"\0\0"
        pseudo = changed[26:34] + struct.pack(">BBH", 0, 6, end - at)
        changed[at + 16 : at + 18] = struct.pack(">H", summed(bytes(pseudo + changed[at:end])))
        return bytes(changed)

    def leaving(self, frame, at):
        """Each peer and port sees another port, so nobody can tell the next one."""
        connection = (bytes(frame[at : at + 2]), bytes(frame[30:34]), bytes(frame[at + 2 : at + 4]))
        port = self.ports.get(connection)
        if port is None:
            port = struct.pack(">H", 20000 + len(self.ports) % 40000)
            self.ports[connection] = port
            self.origins[port, connection[1], connection[2]] = connection[0]
        frame[26:30], frame[at : at + 2] = self.outside, port
        return frame

    def arriving(self, frame, at):
        origin = self.origins.get((bytes(frame[at + 2 : at + 4]), bytes(frame[26:30]), bytes(frame[at : at + 2])))
        if origin is None:
            return None
        frame[30:34], frame[at + 2 : at + 4] = self.inside, origin
        return frame


def replaced(frame, at, address):
    return frame[:at] + address + frame[at + 4 :]


def begins_connection(frame):
    """Whether an Ethernet frame is the first packet of a TCP connection, or any of UDP."""
    if len(frame) < 34 or frame[12:14] != b"\x08\x00":
        return False
    protocol, transport = frame[23], 14 + (frame[14] & 15) * 4
    if protocol == 17:
        return True
    return protocol == 6 and len(frame) > transport + 13 and frame[transport + 13] & 0x12 == 0x02


class Switch:
    def __init__(self, names, guarded, routers, taps):
        self.names, self.guarded, self.routers, self.taps = names, guarded, routers, taps
        self.link = {"delay": 0.0, "jitter": 0.0, "loss": 0.0}
        self.apart = set()
        self.waiting = []
        self.count = 0

    def command(self, line):
        words = line.split()
        if words[0] == "link":
            self.link.update({key: float(value) for key, value in (word.split("=") for word in words[1:])})
        elif words[0] == "cut":
            self.apart = {self.names.index(name) for name in words[1:]}
        elif words[0] == "heal":
            self.apart = set()
        elif words[0] == "admit":
            self.guarded.discard(self.names.index(words[1]))
        print("ok", flush=True)

    def take(self, source, frame):
        everyone = frame[0] & 1
        if source in self.routers:
            frame = self.routers[source].out(frame)
            if frame is None:
                return
        for target in range(len(self.taps)):
            if target == source or not (everyone or frame[5] == target + 1):
                continue
            if (source in self.apart) != (target in self.apart):
                continue
            if target in self.guarded and begins_connection(frame):
                continue
            if random.random() * 100 < self.link["loss"] or len(self.waiting) >= MOST_WAITING:
                continue
            given = frame if target not in self.routers else self.routers[target].into(frame)
            if given is None:
                continue
            late = self.link["delay"] + random.uniform(-1, 1) * self.link["jitter"]
            self.count += 1
            heapq.heappush(self.waiting, (time.monotonic() + max(0.0, late) / 1000, self.count, target, given))

    def give(self):
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            _, _, target, frame = heapq.heappop(self.waiting)
            try:
                os.write(self.taps[target], frame)
            except OSError:
                pass

    def serve(self):
        poll = select.epoll()
        for descriptor in (0, *self.taps):
            poll.register(descriptor, select.EPOLLIN)
        typed = b""
        while True:
            wait = -1 if not self.waiting else max(0.0, self.waiting[0][0] - time.monotonic())
            for descriptor, _ in poll.poll(wait):
                if descriptor == 0:
                    more = os.read(0, 65536)
                    if not more:
                        return
                    *lines, typed = (typed + more).split(b"\n")
                    for line in lines:
                        self.command(line.decode())
                    continue
                try:
                    self.take(self.taps.index(descriptor), os.read(descriptor, LONGEST_FRAME))
                except BlockingIOError:
                    pass
            self.give()


def main(prefix, hosts):
    hosts, addresses = zip(*((host, address) for host, _, address in (text.partition("@") for text in hosts)))
    names = [host.rstrip("!~") for host in hosts]
    routers = {n: Router(n + 1) for n, host in enumerate(hosts) if host.endswith("~")}
    namespaces = [prefix + name for name in names]
    try:
        taps = [add_host(name, n + 1, n in routers, addresses[n]) for n, name in enumerate(namespaces)]
        switch = Switch(names, {n for n, host in enumerate(hosts) if host.endswith("!")}, routers, taps)
        print("ready", flush=True)
        switch.serve()
    finally:
        for namespace in namespaces:
            run("ip", "netns", "del", namespace, may_fail=True)


main(sys.argv[1], sys.argv[2:])
