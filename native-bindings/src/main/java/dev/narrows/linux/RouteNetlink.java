package dev.narrows.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.narrows.foreign.Errno;
import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * What requests by name cannot ask about an interface, nor of one in another network namespace: {@code rtnetlink(7)},
 * one message and its answer at a time, on a socket of its own.
 */
final class RouteNetlink {
    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int NETLINK_ROUTE = 0;
    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLMSG_ERROR = 2;
    static final int RTM_NEWLINK = 16;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    /** {@code struct nlmsghdr}: length, type, flags, sequence, port. */
    static final int HEADER_SIZE = 16;
    static final int TYPE_OFFSET = 4;
    static final int FLAGS_OFFSET = 6;
    /** {@code struct ifinfomsg} behind it: its index, and its size. */
    static final int INDEX_OFFSET = 4;
    static final int INFO_SIZE = 16;
    /** {@code struct rtattr}: length, type; attributes begin at multiples of four. */
    static final int ATTRIBUTE_SIZE = 4;
    private static final int ATTRIBUTES = HEADER_SIZE + INFO_SIZE;
    private static final int TYPE_MASK = 0x3fff;
    private static final int REQUEST_SIZE = 64;
    private static final int ANSWER_SIZE = 1 << 15;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle SOCKET = LIBC.function("socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Errno.capture());
    private static final MethodHandle CLOSE = LIBC.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SEND = LIBC.function("send",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), Errno.capture());
    private static final MethodHandle RECEIVE = LIBC.function("recv",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), Errno.capture());

    private RouteNetlink() {
    }

    /**
     * Asks about an interface.
     *
     * @param index     its number
     * @param namespace the number, as this namespace has it, of the one that it is in, or {@link LinkAttributes#HERE}
     */
    static Optional<LinkAttributes> link(int index, int namespace) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, RTM_GETLINK, NLM_F_REQUEST, index, namespace);
            MemorySegment answer = arena.allocate(ANSWER_SIZE, Long.BYTES);
            if (exchange(request, answer) < 0 || type(answer) != RTM_NEWLINK) {
                return Optional.empty();
            }
            return Optional.of(LinkAttributes.read(answer.asSlice(ATTRIBUTES, length(answer) - ATTRIBUTES)));
        }
    }

    /**
     * Sets the most segments of one large packet that the stack may leave to an interface of this namespace. (There is
     * no such request about another namespace: with one's number in it, the interface would be moved there.)
     *
     * @return 0, or a negative error number
     */
    static int setGsoMaxSegments(int index, int segments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, index, LinkAttributes.HERE);
            addAttribute(request, LinkAttributes.IFLA_GSO_MAX_SEGS, segments);
            MemorySegment answer = arena.allocate(ANSWER_SIZE, Long.BYTES);
            int result = exchange(request, answer);
            if (result < 0) {
                return result;
            }
            return type(answer) == NLMSG_ERROR ? answer.get(JAVA_INT, HEADER_SIZE) : -Errno.EINVAL;
        }
    }

    private static MemorySegment request(Arena arena, int type, int flags, int index, int namespace) {
        MemorySegment request = arena.allocate(REQUEST_SIZE, Long.BYTES);
        request.set(JAVA_INT, 0, ATTRIBUTES);
        request.set(JAVA_SHORT, TYPE_OFFSET, (short)type);
        request.set(JAVA_SHORT, FLAGS_OFFSET, (short)flags);
        request.set(JAVA_INT, HEADER_SIZE + INDEX_OFFSET, index);
        if (namespace != LinkAttributes.HERE) {
            addAttribute(request, LinkAttributes.IFLA_TARGET_NETNSID, namespace);
        }
        return request;
    }

    private static void addAttribute(MemorySegment request, int type, int value) {
        int end = length(request);
        request.set(JAVA_SHORT, end, (short)(ATTRIBUTE_SIZE + Integer.BYTES));
        request.set(JAVA_SHORT, end + 2L, (short)type);
        request.set(JAVA_INT, end + (long)ATTRIBUTE_SIZE, value);
        request.set(JAVA_INT, 0, end + ATTRIBUTE_SIZE + Integer.BYTES);
    }

    private static int length(MemorySegment message) {
        return message.get(JAVA_INT, 0);
    }

    private static int type(MemorySegment message) {
        return message.get(JAVA_SHORT, TYPE_OFFSET) & TYPE_MASK;
    }

    private static int exchange(MemorySegment request, MemorySegment answer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.state(arena);
            int socket = (int)SOCKET.invokeExact(errno, AF_NETLINK, SOCK_RAW | InterfaceCalls.SOCK_CLOEXEC,
                NETLINK_ROUTE);
            if (socket < 0) {
                return -Errno.of(errno);
            }
            long length = (long)SEND.invokeExact(errno, socket, request, (long)length(request), 0);
            if (length >= 0) {
                length = (long)RECEIVE.invokeExact(errno, socket, answer, answer.byteSize(), 0);
            }
            int result = length < 0 ? -Errno.of(errno) : 0;
            int ignored = (int)CLOSE.invokeExact(socket);
            return length >= 0 && length < ATTRIBUTES ? -Errno.EINVAL : result;
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
