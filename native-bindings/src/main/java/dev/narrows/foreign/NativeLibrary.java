package dev.narrows.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A shared library that stays loaded for the life of the process, and its functions as method handles.
 *
 * <p>A symbol is also found when one of the libraries that this one depends on holds it, as {@code dlsym} does.
 */
public final class NativeLibrary {
    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup symbols;

    private NativeLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /**
     * Opens a library by the name under which the dynamic loader knows it.
     *
     * @param soname such as {@code librte_eal.so.23}
     * @return the library, or empty if it, or something that it needs, is not installed
     */
    @SuppressWarnings("restricted")
    public static Optional<NativeLibrary> open(String soname) {
        try {
            return Optional.of(new NativeLibrary(SymbolLookup.libraryLookup(soname, Arena.global())));
        } catch (IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    /** The C library, which every JVM has loaded. */
    public static NativeLibrary libc() {
        return new NativeLibrary(LINKER.defaultLookup());
    }

    /**
     * Finds a symbol, at the address that it has for the calling thread: a thread-local variable has one for each.
     *
     * @throws IllegalStateException if the library lacks it, which the version checks are there to rule out
     */
    public MemorySegment symbol(String name) {
        return symbols.find(name).orElseThrow(() -> new IllegalStateException("native symbol " + name + " is missing"));
    }

    /** A handle that calls the function of this name. */
    @SuppressWarnings("restricted")
    public MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(symbol(name), descriptor, options);
    }

    /** A handle that calls whichever function is given as its first argument, a {@link MemorySegment}. */
    @SuppressWarnings("restricted")
    public static MethodHandle functionPointer(FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(descriptor, options);
    }

    /** What to throw when a downcall handle throws: only a bug in a binding can make it. */
    public static AssertionError bindingBug(Throwable cause) {
        return new AssertionError("a native call did not match its binding", cause);
    }
}
