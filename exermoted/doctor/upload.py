"""The upload: whether rclone is there and the remote answers."""

from exermoted.config import UploadConfig
from exermoted.doctor.finding import Finding, error, ok

PATIENCE_S = 60.0


async def check_upload(config: UploadConfig) -> list[Finding]:
    """Asks rclone for its version and the remote for a list, where one is named."""
    if config.remote is None:
        return []
    from exermoted.upload.rclone import Rclone, RcloneError  # noqa: PLC0415 - where it is wanted

    rclone = Rclone(config, PATIENCE_S)
    try:
        version = await rclone.version()
    except RcloneError as problem:
        return [error("upload", str(problem), "sudo apt-get install rclone")]
    try:
        await rclone.answers()
    except RcloneError as problem:
        return [error("upload", str(problem), "mend the remote with 'rclone config'")]
    return [ok("upload", f"{version}, the remote answers")]
