"""A switch between network namespaces that delays, loses and cuts: what tc netem does, where a kernel has none.

usage: switch.py PREFIX HOST...   a HOST is NAME, or NAME! for one behind a router that lets in only what was begun inside

Makes a namespace PREFIX+NAME for each host, with the address 10.78.7.N/24, N from 1 in the order given. Needs root,
iproute2 and /dev/net/tun. Says `ready`, then takes a command a line on stdin and says `ok` to each:

    link delay=MS jitter=MS loss=PERCENT     of every frame, one way
    cut NAME...                              nothing passes between these and the others
    heal                                     ends the cut

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


def add_host(namespace, number):
    """Makes a namespace with one interface; the other end of it is the descriptor that is returned."""
    run("ip", "netns", "del", namespace, may_fail=True)
    run("ip", "netns", "add", namespace)
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    interface = f"{namespace}t"
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH", interface.encode(), TAP_WITHOUT_HEADER))
    run("ip", "link", "set", interface, "netns", namespace)
    inside = ("ip", "-n", namespace)
    run(*inside, "link", "set", "lo", "up")
    run(*inside, "link", "set", interface, "address", f"02:00:00:00:07:{number:02x}")
    run(*inside, "addr", "add", f"10.78.7.{number}/24", "dev", interface)
    run(*inside, "link", "set", interface, "up")
    # What a default route does elsewhere: multicast needs to know which way.
    run(*inside, "route", "add", "224.0.0.0/4", "dev", interface)
    return tap


def begins_connection(frame):
    """Whether an Ethernet frame is the first packet of a TCP connection, or any of UDP."""
    if len(frame) < 34 or frame[12:14] != b"\x08\x00":
        return False
    protocol, transport = frame[23], 14 + (frame[14] & 15) * 4
    if protocol == 17:
        return True
    return protocol == 6 and len(frame) > transport + 13 and frame[transport + 13] & 0x12 == 0x02


class Switch:
    def __init__(self, names, guarded, taps):
        self.names, self.guarded, self.taps = names, guarded, taps
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
        print("ok", flush=True)

    def take(self, source, frame):
        everyone = frame[0] & 1
        for target in range(len(self.taps)):
            if target == source or not (everyone or frame[5] == target + 1):
                continue
            if (source in self.apart) != (target in self.apart):
                continue
            if target in self.guarded and begins_connection(frame):
                continue
            if random.random() * 100 < self.link["loss"] or len(self.waiting) >= MOST_WAITING:
                continue
            late = self.link["delay"] + random.uniform(-1, 1) * self.link["jitter"]
            self.count += 1
            heapq.heappush(self.waiting, (time.monotonic() + max(0.0, late) / 1000, self.count, target, frame))

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
    names = [host.rstrip("!") for host in hosts]
    namespaces = [prefix + name for name in names]
    try:
        taps = [add_host(namespace, number) for number, namespace in enumerate(namespaces, 1)]
        switch = Switch(names, {n for n, host in enumerate(hosts) if host.endswith("!")}, taps)
        print("ready", flush=True)
        switch.serve()
    finally:
        for namespace in namespaces:
            run("ip", "netns", "del", namespace, may_fail=True)


main(sys.argv[1], sys.argv[2:])
