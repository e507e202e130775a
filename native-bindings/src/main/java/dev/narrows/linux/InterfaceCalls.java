package dev.narrows.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.Errno;
import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The requests about network interfaces, {@code netdevice(7)}: a {@code struct ifreq} with the interface's name and one
 * value, handed to {@code ioctl(2)} on any socket.
 */
final class InterfaceCalls {
    static final int SIOCGIFNAME = 0x8910;
    static final int SIOCGIFFLAGS = 0x8913;
    static final int SIOCGIFMTU = 0x8921;
    static final int SIOCSIFMTU = 0x8922;
    static final int SIOCGIFINDEX = 0x8933;
    static final int SIOCETHTOOL = 0x8946;
    static final int IFF_UP = 0x1;
    static final int IFF_RUNNING = 0x40;
    static final int AF_INET = 2;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;
    /** Bytes of a name with the zero at its end, at the start of a {@code struct ifreq}. */
    static final int IFNAMSIZ = 16;
    /** {@code sizeof(struct ifreq)}. */
    static final int IFREQ_SIZE = 40;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle SOCKET = LIBC.function("socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Errno.capture());
    private static final MethodHandle CLOSE = LIBC.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL = LIBC.function("ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2), Errno.capture());

    private InterfaceCalls() {
    }

    /** A request for an interface, all zero but for the name. */
    static MemorySegment request(Arena arena, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= IFNAMSIZ) {
            throw new LinuxException("An interface's name has 1 to 15 bytes, not as many as " + name + ".");
        }
        MemorySegment request = arena.allocate(IFREQ_SIZE, Long.BYTES);
        MemorySegment.copy(bytes, 0, request, JAVA_BYTE, 0, bytes.length);
        return request;
    }

    /**
     * Carries a request out.
     *
     * @param what    one of the numbers above
     * @param request filled, and filled with the answer afterwards
     * @return 0 or more, or a negative error number
     */
    static int call(int what, MemorySegment request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.state(arena);
            int socket = (int)SOCKET.invokeExact(errno, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            if (socket < 0) {
                return -Errno.of(errno);
            }
            int result = (int)IOCTL.invokeExact(errno, socket, (long)what, request);
            int answer = result < 0 ? -Errno.of(errno) : result;
            int ignored = (int)CLOSE.invokeExact(socket);
            return answer;
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
