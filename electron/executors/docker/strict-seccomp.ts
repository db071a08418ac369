/**
 * The system calls of a container with the profile `strict`: what shells, Python and Node need to compute, to work on
 * files, to start processes and threads and to speak over the network, and nothing else. All others are refused with
 * EPERM. The numbers are those of the Linux headers; the format is the one Docker reads.
 */

/** Processes, threads, signals, waiting. */
const processes = [
  "arch_prctl,capget,capset,execve,execveat,exit,exit_group,fork,vfork,futex,futex_waitv,get_robust_list,getcpu",
  "getpgid,getpgrp,getpid,getppid,getpriority,getrlimit,getrusage,getsid,gettid,kill,pause,pidfd_open",
  "pidfd_send_signal,prctl,prlimit64,restart_syscall,rseq,rt_sigaction,rt_sigpending,rt_sigprocmask,rt_sigqueueinfo",
  "rt_sigreturn,rt_sigsuspend,rt_sigtimedwait,rt_tgsigqueueinfo,sched_get_priority_max,sched_get_priority_min",
  "sched_getaffinity,sched_getattr,sched_getparam,sched_getscheduler,sched_rr_get_interval,sched_setaffinity",
  "sched_yield,set_robust_list,set_tid_address,setpgid,setpriority,setrlimit,setsid,sigaltstack,signalfd,signalfd4",
  "tgkill,tkill,umask,wait4,waitid,waitpid,membarrier,sigaction,sigprocmask,sigreturn,ugetrlimit,set_thread_area",
  "get_thread_area,set_tls",
];

const identity = [
  "getegid,geteuid,getgid,getgroups,getresgid,getresuid,getuid,setfsgid,setfsuid,setgid,setgroups,setregid,setresgid",
  "setresuid,setreuid,setuid,getegid32,geteuid32,getgid32,getgroups32,getuid32",
];

const memory = [
  "brk,madvise,mincore,mlock,mlock2,mlockall,mmap,mmap2,mprotect,mremap,msync,munlock,munlockall,munmap,memfd_create",
  "pkey_alloc,pkey_free,pkey_mprotect,shmat,shmctl,shmdt,shmget,semctl,semget,semop,semtimedop,msgctl,msgget,msgrcv",
  "msgsnd",
];

const files = [
  "access,faccessat,faccessat2,chdir,chmod,chown,close,close_range,copy_file_range,creat,dup,dup2,dup3,fadvise64",
  "fallocate,fchdir,fchmod,fchmodat,fchmodat2,fchown,fchownat,fcntl,fcntl64,fdatasync,fgetxattr,flistxattr,flock",
  "fremovexattr,fsetxattr,fstat,fstat64,fstatat64,fstatfs,fstatfs64,fsync,ftruncate,ftruncate64,futimesat,getcwd",
  "getdents,getdents64,getxattr,inotify_add_watch,inotify_init,inotify_init1,inotify_rm_watch,ioctl,lchown,lgetxattr",
  "link,linkat,listxattr,llistxattr,_llseek,lremovexattr,lseek,lsetxattr,lstat,lstat64,mkdir,mkdirat,mknod,mknodat",
  "newfstatat,open,openat,openat2,pipe,pipe2,pread64,preadv,preadv2,pwrite64,pwritev,pwritev2,read,readahead,readlink",
  "readlinkat,readv,removexattr,rename,renameat,renameat2,rmdir,sendfile,sendfile64,setxattr,splice,stat,stat64",
  "statfs,statfs64,statx,symlink,symlinkat,sync,sync_file_range,syncfs,tee,truncate,truncate64,unlink,unlinkat,utime",
  "utimensat,utimes,vmsplice,write,writev",
];

const waitingAndTime = [
  "alarm,clock_getres,clock_gettime,clock_nanosleep,clock_getres_time64,clock_gettime64,clock_nanosleep_time64",
  "epoll_create,epoll_create1,epoll_ctl,epoll_pwait,epoll_pwait2,epoll_wait,eventfd,eventfd2,getitimer,gettimeofday",
  "nanosleep,poll,ppoll,pselect6,select,_newselect,setitimer,time,timer_create,timer_delete,timer_getoverrun",
  "timer_gettime,timer_settime,timerfd_create,timerfd_gettime,timerfd_settime,times,futex_time64,ppoll_time64",
  "pselect6_time64",
];

const network = [
  "accept,accept4,bind,connect,getpeername,getsockname,getsockopt,listen,recv,recvfrom,recvmmsg,recvmsg,send,sendmmsg",
  "sendmsg,sendto,setsockopt,shutdown,socketpair",
];

const machine = ["getrandom,sysinfo,uname"];

function namesOf(groups: readonly (readonly string[])[]): readonly string[] {
  return groups.flat().flatMap((line) => line.split(","));
}

/** Every flag of clone(2) that makes a namespace: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const namespaceFlags = 0x7e020000;
/** Address families of socket(2): local, IPv4, IPv6, and netlink, by which programs read which interfaces there are. */
const families = { unix: 1, ipv4: 2, ipv6: 10, netlink: 16 } as const;
/** EPERM. */
const notPermitted = 1;
/** ENOSYS: the C library then does without. */
const notThere = 38;

const profile = {
  defaultAction: "SCMP_ACT_ERRNO",
  defaultErrnoRet: notPermitted,
  architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],
  syscalls: [
    {
      names: namesOf([processes, identity, memory, files, waitingAndTime, network, machine]),
      action: "SCMP_ACT_ALLOW",
    },
    {
      names: ["clone"],
      action: "SCMP_ACT_ALLOW",
      args: [{ index: 0, value: namespaceFlags, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }],
    },
    // Its flags lie in memory, where no filter sees them.
    { names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: notThere },
    ...Object.values(families).map((family) => ({
      names: ["socket"],
      action: "SCMP_ACT_ALLOW",
      args: [{ index: 0, value: family, op: "SCMP_CMP_EQ" }],
    })),
    // What the interpreter asks for at its start: the personality it has, or that of plain Linux.
    ...[0, 0xffffffff].map((value) => ({
      names: ["personality"],
      action: "SCMP_ACT_ALLOW",
      args: [{ index: 0, value, op: "SCMP_CMP_EQ" }],
    })),
  ],
};

/** The profile as Docker takes it in a container's security options. */
export const strictSeccomp = JSON.stringify(profile);
