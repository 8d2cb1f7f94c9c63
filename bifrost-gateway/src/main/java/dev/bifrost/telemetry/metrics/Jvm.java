package dev.bifrost.telemetry.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process, under the names that the Prometheus Java client gives it. Made by the first scrape. */
public final class Jvm implements Source {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Override
    public void read(Samples to) {
        memory(to, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        memory(to, "nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            to.add(Family.JVM_MEMORY_POOL_USED_BYTES, pool.getUsage().getUsed(), pool.getName());
        }
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            to.add(Family.JVM_BUFFER_POOL_USED_BYTES, pool.getMemoryUsed(), pool.getName());
            to.add(Family.JVM_BUFFER_POOL_USED_BUFFERS, pool.getCount(), pool.getName());
        }
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            to.addSum(
                    Family.JVM_GC_COLLECTION_SECONDS,
                    Math.max(0, gc.getCollectionCount()),
                    Math.max(0, gc.getCollectionTime()) / 1e3,
                    gc.getName());
        }
        threads(to, ManagementFactory.getThreadMXBean());
        process(to);
    }

    private static void memory(Samples to, String area, MemoryUsage usage) {
        to.add(Family.JVM_MEMORY_USED_BYTES, usage.getUsed(), area);
        to.add(Family.JVM_MEMORY_COMMITTED_BYTES, usage.getCommitted(), area);
        to.add(Family.JVM_MEMORY_MAX_BYTES, usage.getMax(), area);
    }

    private static void threads(Samples to, ThreadMXBean threads) {
        to.add(Family.JVM_THREADS_CURRENT, threads.getThreadCount());
        to.add(Family.JVM_THREADS_DAEMON, threads.getDaemonThreadCount());
        to.add(Family.JVM_THREADS_PEAK, threads.getPeakThreadCount());
        to.add(
                Family.JVM_CLASSES_CURRENTLY_LOADED,
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        to.add(
                Family.JVM_RUNTIME_INFO,
                1,
                System.getProperty("java.runtime.name", ""),
                System.getProperty("java.vm.vendor", ""),
                System.getProperty("java.runtime.version", ""));
    }

    private static void process(Samples to) {
        to.add(
                Family.PROCESS_START_TIME_SECONDS,
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            to.add(Family.PROCESS_CPU_SECONDS, system.getProcessCpuTime() / 1e9);
            to.add(Family.PROCESS_OPEN_FDS, system.getOpenFileDescriptorCount());
            to.add(Family.PROCESS_MAX_FDS, system.getMaxFileDescriptorCount());
        }
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    to.add(Family.PROCESS_RESIDENT_MEMORY_BYTES, bytes(line));
                } else if (line.startsWith("VmSize:")) {
                    to.add(Family.PROCESS_VIRTUAL_MEMORY_BYTES, bytes(line));
                }
            }
        } catch (IOException _) {
            // only Linux tells
        }
    }

    /** Of a line such as {@code VmRSS:     1234 kB}. */
    private static double bytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024.0;
    }
}
