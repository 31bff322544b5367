#!/bin/sh
# Makes a machine of this one's files below FOLDER and lets systemd run it: boot.sh FOLDER LAYER.
# Called in namespaces of its own (tests/fakes/machine.py); what is written goes to FOLDER/upper.
set -eu
root=$1/root
mkdir -p "$1/upper" "$1/work" "$root"
mount --make-rprivate /
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$root"
cp -a "$2/." "$root/"
chmod 755 "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do cp -a "/dev/$device" "$root/dev/"; done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ip link set lo up
hostname pi
: >"$root/etc/machine-id"
cat >"$root/etc/systemd/system/boot.target" <<END
[Unit]
Requires=dbus.socket systemd-journald.service
After=dbus.socket systemd-journald.service
END
mkdir -p "$root/old"
cd "$root"
pivot_root . old
umount -l /old
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --system --unit=boot.target --log-target=null </dev/null >/dev/null 2>&1
