package dev.bifrost.app;

import dev.bifrost.telemetry.Log;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Lets what libraries have to say of weight appear among the gateway's own lines. */
final class NettyLog extends Handler {
    private final Log log;

    private NettyLog(Log log) {
        this.log = log;
        setLevel(Level.WARNING);
    }

    /** Before the first class of Netty's is used: it would find SLF4J, and load all of it. */
    static void choose() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    static void to(Log log) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new NettyLog(log));
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line)) {
            Throwable cause = line.getThrown();
            String message = String.valueOf(line.getMessage());
            if (cause != null) {
                log.error(message, cause, "logger", String.valueOf(line.getLoggerName()));
            } else {
                log.warn(message, "logger", String.valueOf(line.getLoggerName()));
            }
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
