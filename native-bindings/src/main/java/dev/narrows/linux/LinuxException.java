package dev.narrows.linux;

/** A system call was refused; the message is one sentence that says what to do. */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LinuxException(String message) {
        super(message);
    }
}
