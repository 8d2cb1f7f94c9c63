package dev.bifrost.app;

import picocli.CommandLine.Command;

/** What an operator does with what is kept of calls. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Proves, exports and explains what is kept of calls.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AuditVerifyCommand.class,
            AuditExportCommand.class,
            AuditKeyCommand.class,
            AuditSchemaCommand.class,
            AuditEraseCommand.class
        })
final class AuditCommand {}
